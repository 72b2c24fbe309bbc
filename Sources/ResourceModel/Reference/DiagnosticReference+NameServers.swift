extension DiagnosticReference {
  static let nameServers: [DiagnosticReference] = [
    .init(
      .nameServer,
      rule:
        "A DNS server of one's own is a machine or host that answers names: the document says which",
      source:
        "Azure: Name resolution for resources in Azure virtual networks; Configure a VNet to VNet connection, 05/2015",
      example: #""dhcpOptions": { "dnsServers": ["10.0.0.4"] }"#,
      mend:
        "give the guest at that address dnsRecords, or leave the network with Azure's name service")
  ]
}
