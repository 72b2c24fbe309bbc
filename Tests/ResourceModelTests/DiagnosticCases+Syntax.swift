import ResourceModel

/// Documents with one mistake each.
enum DiagnosticCases {
  static let syntax: [DiagnosticCase] = [
    .init(.unexpectedCharacter, #"{ "name" «"»x" }"#),
    .init(.unexpectedCharacter, "{ \"name\": \"x\"\n  «\"»description\": \"y\" }"),
    .init(.unexpectedCharacter, #"{ "name": "x", "resources": [«}» ] }"#),
    .init(.unexpectedCharacter, #"{ "name": "x", «#» }"#),
    .init(.unexpectedCharacter, #"{ "name": "x", «/» }"#),
    .init(.unexpectedCharacter, #"{ "name": "x", "description"«,» "resources": [] }"#),
    .init(.unexpectedCharacter, #"{ "name": "x", "resources": [ { "a": 1«]» ] }"#),
    .init(.unexpectedEnd, #"{ "name": "x", "resources": ["#),
    .init(.unexpectedEnd, ""),
    .init(.unexpectedEnd, #"{ "name": "x", "#),
    .init(.unexpectedEnd, #"{ "name""#),
    .init(
      .invalidEncoding, "",
      rawBytes: Array(#"{ "name": "x"#.utf8) + [0xFF] + Array(#"" }"#.utf8)),
    .init(
      .invalidEncoding, "",
      rawBytes: Array(#"{ "name": "x"#.utf8) + [0xED, 0xA0, 0x80] + Array(#"" }"#.utf8)),
    .init(.invalidString, "{ \"name\": «\"x,»\n  \"resources\": [] }"),
    .init(.invalidString, "{ \"name\": \"x\", \"description\": \"a«\t»b\" }"),
    .init(.invalidString, "{ \"name\": «'»x' }"),
    .init(.invalidEscape, #"{ "name": "a«\q»b" }"#),
    .init(.invalidEscape, #"{ "name": "a«\u»12" }"#),
    .init(.invalidEscape, #"{ "name": "a«\ud800»b" }"#),
    .init(.invalidEscape, #"{ "name": "a«\udc00»b" }"#),
    .init(.invalidNumber, seed("«012»")),
    .init(.invalidNumber, seed("«+1»")),
    .init(.invalidNumber, seed("«.5»")),
    .init(.invalidNumber, seed("«1e»")),
    .init(.invalidNumber, seed("«0x10»")),
    .init(.invalidLiteral, #"{ "name": "x", "resources": «None» }"#),
    .init(.invalidLiteral, #"{ «name»: "x" }"#),
    .init(.unterminatedComment, #"{ "name": "x" } «/*» the end"#),
    .init(
      .nestingTooDeep,
      #"{ "name": "# + String(repeating: "[", count: 127) + "«[»"),
    .init(.duplicateKey, #"{ "name": "x", «"name"»: "y" }"#),
    .init(
      .duplicateKey,
      Sample.document([
        Sample.resource(
          "networkSecurityGroups", "n", #""securityRules": [], «"SecurityRules"»: []"#)
      ])),
    .init(.trailingContent, #"{ "name": "x" } «{»}"#),
  ]

  private static func seed(_ number: String) -> String {
    Sample.document(
      [
        Sample.network("v", "\"10.0.0.0/16\"", subnets: [Sample.subnet("s", "\"10.0.0.0/24\"")]),
        Sample.nic("n", "v", "s", nil),
      ],
      #""ecmpSeeds": [{ "device": "n", "seed": \#(number) }]"#)
  }

  static let shape: [DiagnosticCase] = [
    .init(.missingProperty, "«{» \"resources\": [] }"),
    .init(
      .missingProperty,
      Sample.document([Sample.resource("virtualNetworks", "«\"v\"»", "")])),
    .init(
      .missingProperty,
      Sample.document([Sample.machine("m", "").replacing("[]", with: "«[]»")])),
    .init(.unknownProperty, #"{ "name": "x", «"nmae"»: "y" }"#),
    .init(
      .unknownProperty,
      Sample.document(
        [], Sample.site(routers: [Sample.router("r", [], #""ospf": { «"Cost"»: 1 }"#)]))),
    .init(
      .ignoredProperty, .warning,
      Sample.document([
        Sample.resource(
          "virtualNetworks", "v",
          #""addressSpace": { "addressPrefixes": ["10.0.0.0/16"] }, «"flowTimeout"»: 4"#)
      ])),
    .init(
      .numberOutOfRange,
      Sample.document([
        Sample.resource(
          "virtualNetworks", "v",
          #""addressSpace": { "addressPrefixes": ["10.0.0.0/16"] }, "flowTimeoutInMinutes": «31»"#)
      ])),
    .init(
      .ignoredProperty, .warning,
      Sample.document([
        Sample.resource("expressRouteCircuits", "c", #""globalReachEnabled": «true»"#)
      ])),
    .init(
      .ignoredResourceType, .warning,
      Sample.document([
        #"{ "type": «"Microsoft.Storage/storageAccounts"», "name": "s", "location": "eastus" }"#
      ])),
    .init(.wrongType, #"{ "name": «1» }"#),
    .init(.wrongType, #"{ "name": "x", "resources": «{}» }"#),
    .init(.wrongType, "«[]»"),
    .init(.wrongType, seed("«1.5»")),
    .init(.wrongType, seed("«\"1\"»")),
    .init(
      .invalidValue,
      Sample.document([
        Sample.resource("expressRouteCircuits", "c", #""peerings": []"#),
        Sample.resource(
          "routeTables", "t",
          #""routes": [{ "name": "r", "properties": { "addressPrefix": "10.0.0.0/8", "nextHopType": «"VnetPeering"» } }]"#
        ),
      ])),
    .init(
      .invalidValue,
      Sample.document(
        Sample.vpn("g", 0), #""gatewayProfiles": [{ "gateway": "g", "timeToLive": «"2019"» }]"#)),
    .init(.numberOutOfRange, seed("«-1»")),
    .init(.numberOutOfRange, seed("«99999999999999999999999»")),
    .init(
      .invalidAddress,
      Sample.document([
        Sample.network("v", "\"10.0.0.0/16\"", subnets: [Sample.subnet("s", "\"10.0.0.0/24\"")]),
        Sample.nic("n", "v", "s", "«\"10.0.0\"»"),
      ])),
    .init(.invalidPrefix, Sample.document([Sample.network("v", "«\"10.0.0.0/33\"»")])),
    .init(.invalidPrefix, Sample.document([Sample.network("v", "«\"ten\"»")])),
    .init(
      .invalidTime,
      Sample.document(
        [], #""latencies": { "regions": [{ "between": ["a", "b"], "roundTripTime": «"2"» }] }"#)),
    .init(
      .unsupportedExpression,
      Sample.document([Sample.network("v", "«\"[parameters('space')]\"»")])),
    .init(
      .unsupportedExpression,
      Sample.document([
        #"{ "type": "Microsoft.Storage/x", "name": "n", "copy": «{ "count": 2 }» }"#
      ]), also: [.ignoredResourceType]),
    .init(
      .conflictingProperties,
      Sample.document([], #""links": [{ "name": «"l"», "roundTripTime": "1ms" }]"#)),
    .init(
      .conflictingProperties,
      Sample.document([], #""scenarios": [{ "name": «"s"» }]"#)),
    .init(
      .malformedReference,
      Sample.document([
        Sample.nic("n", "v", "s", nil).replacing(
          Sample.id("virtualNetworks/subnets", "v", "s"),
          with: #"{ "id": «"[resourceId('Microsoft.Network/virtualNetworks', 'v')]"» }"#)
      ])),
    .init(
      .malformedReference,
      Sample.document([
        Sample.nic("n", "v", "s", nil).replacing(
          Sample.id("virtualNetworks/subnets", "v", "s"),
          with: #"{ "id": «"/subscriptions/x/providers/Microsoft.Compute/disks/d"» }"#)
      ])),
    .init(.unsupportedServiceTag, rule(source: "«\"Storage\"»")),
    .init(
      .unsupportedServiceTag,
      Sample.document([
        Sample.resource(
          "routeTables", "t",
          #""routes": [{ "name": "r", "properties": { "addressPrefix": «"Storage"», "nextHopType": "Internet" } }]"#
        )
      ])),
    .init(.invalidPortRange, rule(ports: "«\"80-70\"»")),
    .init(.invalidPortRange, rule(ports: "«\"http\"»")),
    .init(.invalidName, #"{ "name": «""» }"#),
    .init(
      .invalidName,
      Sample.document([], Sample.site(routers: [Sample.router("«\"a/b\"»", [])]))),
    .init(
      .invalidName,
      Sample.document([
        Sample.resource("virtualNetworks/subnets", "«\"s\"»", #""addressPrefix": "10.0.0.0/24""#)
      ])),
  ]

  static func rule(
    _ name: String = "r", priority: String = "100", source: String = "\"*\"",
    ports: String = "\"*\"", more: String = ""
  ) -> String {
    Sample.document([
      Sample.resource(
        "networkSecurityGroups", "group",
        #""securityRules": [\#(rules(name, priority: priority, source: source, ports: ports))\#(more)]"#
      )
    ])
  }

  static func rules(
    _ name: String, priority: String, source: String = "\"*\"", ports: String = "\"*\"",
    direction: String = "Inbound"
  ) -> String {
    #"{ "name": "\#(name)", "properties": { "priority": \#(priority), "direction": "\#(direction)", "#
      + #""access": "Allow", "protocol": "Tcp", "sourcePortRange": "*", "#
      + #""destinationPortRange": \#(ports), "sourceAddressPrefix": \#(source), "#
      + #""destinationAddressPrefix": "*" } }"#
  }
}
