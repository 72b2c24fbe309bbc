import Addressing
import ControlPlane
import ResourceModel
import Testing

@testable import NetworkWatcher

@Suite("Asking about an estate")
struct InquiryTests {
  private func inquiry(_ failedLinks: [String] = []) throws -> Inquiry {
    try Inquiry(try #require(TopologyLoader.load(.interop).topology), failedLinks: failedLinks)
  }

  @Test(
    "An endpoint is found by machine, network interface or address, in either case",
    arguments: ["hub", "hub-nic", "10.10.30.4", "HUB", "Hub-Nic"])
  func endpoints(name: String) throws {
    let inquiry = try inquiry()
    #expect(inquiry.estate.endpoints[try inquiry.endpoint(name)].name == "hub")
    #expect(try inquiry.destination(name) == IPv4Address(10, 10, 30, 4))
    #expect(try inquiry.networkInterface(name) == "hub-nic")
  }

  @Test("An address of nobody can be a destination and no source")
  func strangers() throws {
    let inquiry = try inquiry()
    #expect(try inquiry.destination("10.9.9.9") == IPv4Address(10, 9, 9, 9))
    #expect(throws: InquiryError.self) { try inquiry.endpoint("10.9.9.9") }
    #expect(throws: InquiryError.self) { try inquiry.networkInterface("location1") }
  }

  @Test("A misspelled name comes back with what was probably meant")
  func misspelling() throws {
    do {
      _ = try inquiry(["location1-primry"])
      Issue.record("accepted")
    } catch let error as InquiryError {
      #expect(
        error.description
          == "the topology has no link 'location1-primry'; did you mean location1-primary?")
      #expect(error.isUsage)
    }
  }

  @Test("Failed links are named once, and the notes tell of them")
  func failedLinks() throws {
    let inquiry = try inquiry(["location1-primary", "location1-primary"])
    #expect(inquiry.failedLinks == ["location1-primary"])
    #expect(inquiry.notes.contains("link location1-primary is down"))
  }

  @Test("Watching changes no answer")
  func watching() throws {
    let inquiry = try inquiry()
    let request = TracertRequest(source: "remote", destination: "location1")
    let plain = try inquiry.tracert(request)
    let watched = try inquiry.tracert(request, watch: Watch(keepsJourneys: true))
    #expect(plain.result == watched.result)
    #expect(plain.why.isEmpty && watched.why.count == watched.result.hops.count)
  }

  @Test("Hops that end like the one before say so")
  func repetition() throws {
    let request = TracertRequest(source: "branch", destination: "remote", maximumHops: 3)
    let why = try inquiry().tracert(request, watch: Watch(keepsJourneys: true)).why
    #expect(why[0].count > 1)
    #expect(why[1] == ["as hop 1: nothing changes with a higher TTL"])
    #expect(why[2] == why[1])
  }
}
