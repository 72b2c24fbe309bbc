extension DiagnosticReference {
  static let scenarios: [DiagnosticReference] = [
    .init(
      .scenarioName,
      rule: "A scenario's name has letters, digits, -, _ and . only, for captures are called by it",
      source: "vnetem: topology documents",
      example: #""scenarios": [{ "name": "a b""#,
      mend: "rename the scenario"),
    .init(
      .scenarioEndpoint,
      rule: "A scenario asks a machine, a host or a network interface of the document",
      source: "vnetem: topology documents",
      example: #""destination": "hast""#,
      mend: "correct the spelling"),
    .init(
      .scenarioLink,
      rule: "A scenario fails and restores links and connections of the document",
      source: "vnetem: topology documents",
      example: #""failedLinks": ["wan"]"#,
      mend: "correct the spelling"),
    .init(
      .negativeTimelineTime,
      rule: "A scenario's timeline begins at its start",
      source: "vnetem: topology documents",
      example: #""at": "-1s""#,
      mend: "use a time from 0s on"),
    .init(
      .expectationMismatch,
      rule: "A scenario expects what its command can answer",
      source: "vnetem: topology documents",
      example: #""expect": { "hops": [] }"#,
      mend: "use received with ping, hops with tracert"),
    .init(
      .changedResourceMissing,
      rule: "A step updates, synchronises or deletes a resource that is there at its time",
      source: "Azure Resource Manager: error ResourceNotFound",
      example: #"{ "at": "1s", "delete": "virtualNetworks/a/subnets/t" }"#,
      mend: "correct the path, or create the resource in an earlier step"),
    .init(
      .fixedLocation,
      rule: "A resource's region is chosen when it is created and does not change",
      source:
        "Azure Resource Manager: error InvalidResourceLocation; Configure a VNet to VNet connection, 05/2015",
      example: #""name": "b", "location": "westus""#,
      mend: "delete the resource and create it in the other region"),
    .init(
      .remotePeeringDisconnected,
      rule: "A side of a peering is not made or changed while the other side is Disconnected",
      source:
        "Azure: error RemotePeeringIsDisconnected, seen 2018 to 2025; Virtual network peering, 09/2017, monitor",
      example: #"{ "at": "3s", "delete": "virtualNetworks/a/virtualNetworkPeerings/p" }"#,
      mend: "update the Disconnected side, or delete it, first"),
  ]
}
