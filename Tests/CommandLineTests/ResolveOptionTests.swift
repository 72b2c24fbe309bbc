import Foundation
import TestSupport
import Testing

@Suite("Names that the source resolves")
struct ResolveOptionTests {
  @Test("A machine of a peered network has no name for Azure's name service, and why is told")
  func acrossNetworks() throws {
    let plain = try Program.run("ping", "interop", "hub", "spoke", "-n", "1")
    #expect(plain.status == 0 && plain.output.contains("Pinging 10.11.30.4 with"))
    let asked = try Program.run("ping", "interop", "hub", "spoke", "--resolve")
    #expect(asked.status == 1)
    #expect(
      asked.output
        == "Ping request could not find host spoke. Please check the name and try again.\n")
    #expect(asked.errors.contains("names across networks need a DNS server of one's own"))
    let traced = try Program.run("tracert", "interop", "hub", "spoke", "--resolve")
    #expect(traced.status == 1)
    #expect(traced.output == "Unable to resolve target system name spoke.\n")
    let connected = try Program.run("connect", "interop", "hub", "spoke:80", "--resolve")
    #expect(connected.status == 1 && connected.output == "Could not resolve spoke.\n")
  }

  @Test("A qualified name is asked for in any case; a host on-premises has nobody to ask")
  func qualifiedNames() throws {
    let known = try Program.run("ping", "interop", "hub", "hub.internal.cloudapp.net", "-n", "1")
    #expect(known.status == 0)
    #expect(known.output.contains("Pinging hub.internal.cloudapp.net [10.10.30.4] with"))
    let host = try Program.run("ping", "interop", "location1", "www.contoso.com")
    #expect(host.status == 1)
    #expect(host.errors.contains("location1 has no DNS server to ask for 'www.contoso.com'"))
    let typo = try Program.run("ping", "interop", "hub", "spok")
    #expect(typo.status == 2 && typo.errors.contains("did you mean spoke?"))
  }

  @Test("The JSON answer says whom the source asked, and has no address where there is none")
  func answer() throws {
    let asked = try Program.run("ping", "interop", "hub", "spoke", "--resolve", "-o", "json")
    #expect(asked.status == 1)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(asked.output.utf8)) as? [String: Any])
    let destination = try #require(object["destination"] as? [String: Any])
    #expect(destination["name"] as? String == "spoke" && destination["address"] == nil)
    let resolution = try #require(object["resolution"] as? [String: Any])
    #expect(resolution["name"] as? String == "spoke" && resolution["address"] == nil)
    let queries = try #require(resolution["queries"] as? [[String: Any]])
    #expect(queries.map { $0["server"] as? String } == ["168.63.129.16"])
    #expect(queries.map { $0["outcome"] as? String } == ["noSuchName"])
    #expect(object["sent"] as? Int == 0)
  }
}
