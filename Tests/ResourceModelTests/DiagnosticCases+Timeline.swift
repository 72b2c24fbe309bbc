import ResourceModel

extension DiagnosticCases {
  private static func steps(_ steps: [String]) -> String {
    Sample.document(
      [
        Sample.network("a", "\"10.0.0.0/16\"", subnets: [Sample.subnet("s", "\"10.0.0.0/24\"")]),
        Sample.network("b", "\"10.1.0.0/16\""),
        Sample.nic("nic", "a", "s", nil),
        Sample.machine("vm", Sample.id("networkInterfaces", "nic")),
      ],
      #""scenarios": [{ "name": "x", "timeline": [\#(steps.joined(separator: ",\n"))], "ping": { "source": "vm", "destination": "vm" } }]"#
    )
  }

  private static func side(_ name: String, _ remote: String) -> String {
    #"{ "type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "name": \#(name), "properties": { "remoteVirtualNetwork": { "id": "virtualNetworks/\#(remote)" } } }"#
  }

  static let timeline: [DiagnosticCase] = [
    .init(
      .changedResourceMissing,
      steps([#"{ "at": "1s", "delete": «"virtualNetworks/a/subnets/t"» }"#])),
    .init(
      .changedResourceMissing,
      steps([
        #"{ "at": "1s", "update": «"virtualMachines/other"», "properties": { "priority": "Spot" } }"#
      ])),
    .init(
      .fixedLocation,
      steps([
        #"{ "at": "1s", "create": { "type": "Microsoft.Network/virtualNetworks", "name": "b", "location": «"westus"», "properties": { "addressSpace": { "addressPrefixes": ["10.1.0.0/16"] } } } }"#
      ])),
    .init(
      .remotePeeringDisconnected,
      steps([
        #"{ "at": "1s", "create": \#(side("\"a/p\"", "b")) }"#,
        #"{ "at": "2s", "create": \#(side("\"b/p\"", "a")) }"#,
        #"{ "at": "3s", "delete": "virtualNetworks/a/virtualNetworkPeerings/p" }"#,
        #"{ "at": "4s", "create": «{ "type": "Microsoft.Network/virtualNetworks/virtualNetworkPeerings", "name": "a/p", "properties": { "remoteVirtualNetwork": { "id": "virtualNetworks/b" } } }» }"#,
      ])),
    .init(
      .unknownReference,
      steps([#"{ "at": "1s", "delete": «"networkInterfaces/nic"» }"#])),
    .init(
      .subnetOutsideAddressSpace,
      steps([
        #"{ "at": "1s", "create": { "type": "Microsoft.Network/virtualNetworks/subnets", "name": "b/s", "properties": { "addressPrefix": «"10.0.9.0/24"» } } }"#
      ])),
    .init(
      .conflictingProperties,
      steps([#"{ "at": "1s", "delete": "virtualMachines/vm", "properties": «{}» }"#])),
    .init(
      .malformedReference, steps([#"{ "at": "1s", "delete": «"vm"» }"#])),
  ]
}
