import ResourceModel

extension DiagnosticMends {
  static let syntax: [DiagnosticCode: [Mend]] = [
    .unexpectedCharacter: [
      Mend(
        #""name" "x""#,
        #""name": "x""#)
    ],
    .unexpectedEnd: [
      Mend(
        #""resources": ["#,
        #""resources": []}"#)
    ],
    .invalidString: [
      Mend(
        #""x,"#,
        #""x","#)
    ],
    .invalidEscape: [
      Mend(
        #"\q"#,
        #"\\q"#)
    ],
    .invalidNumber: [
      Mend(
        #""seed": 012"#,
        #""seed": 12"#)
    ],
    .invalidLiteral: [
      Mend(
        #"None"#,
        #"[]"#)
    ],
    .unterminatedComment: [
      Mend(
        #"the end"#,
        #"the end */"#)
    ],
    .nestingTooDeep: [
      Mend(
        #"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["#,
        #""x" }"#)
    ],
    .duplicateKey: [
      Mend(
        #", "name": "y""#,
        #""#)
    ],
    .trailingContent: [
      Mend(
        #"} {}"#,
        #"}"#)
    ],
    .missingProperty: [
      Mend(
        #"{ "resources""#,
        #"{ "name": "x", "resources""#)
    ],
    .unknownProperty: [
      Mend(
        #", "nmae": "y""#,
        #""#)
    ],
    .wrongType: [
      Mend(
        #""name": 1"#,
        #""name": "x""#)
    ],
    .invalidValue: [
      Mend(
        #""nextHopType": "VnetPeering""#,
        #""nextHopType": "VnetLocal""#)
    ],
    .numberOutOfRange: [
      Mend(
        #"31"#,
        #"30"#)
    ],
    .invalidAddress: [
      Mend(
        #""privateIPAddress": "10.0.0""#,
        #""privateIPAddress": "10.0.0.4""#)
    ],
    .invalidPrefix: [
      Mend(
        #"10.0.0.0/33"#,
        #"10.0.0.0/16"#)
    ],
    .invalidTime: [
      Mend(
        #""roundTripTime": "2""#,
        #""roundTripTime": "2.2ms""#)
    ],
    .unsupportedExpression: [
      Mend(
        #"[parameters('space')]"#,
        #"10.0.0.0/16"#)
    ],
    .conflictingProperties: [
      Mend(
        #""links": [{ "name": "l", "roundTripTime": "1ms" }]"#,
        #""links": []"#)
    ],
    .malformedReference: [
      Mend(
        #"Networks', 'v')]"#,
        #"Networks/subnets', 'v', 's')]"#),
      Mend(
        #""resources": ["#,
        #""resources": [ { "type": "Microsoft.Network/virtualNetworks", "name": "v", "location": "eastus", "properties": { "addressSpace": { "addressPrefixes": ["10.0.0.0/16"] }, "subnets": [{ "name": "s", "properties": { "addressPrefix": "10.0.0.0/24" } }] } },"#
      ),
    ],
    .unsupportedServiceTag: [
      Mend(
        #""Storage""#,
        #""20.60.0.0/16""#)
    ],
    .invalidPortRange: [
      Mend(
        #"80-70"#,
        #"70-80"#)
    ],
    .invalidName: [
      Mend(
        #""name": """#,
        #""name": "x""#)
    ],
    .unknownReference: [
      Mend(
        #""groop""#,
        #""group""#)
    ],
    .duplicateName: [
      Mend(
        #""name": "V""#,
        #""name": "W""#)
    ],
    .ambiguousReference: [
      Mend(
        #""device": "x", "seed""#,
        #""device": "y", "seed""#),
      Mend(
        #""routers": [{ "name": "x""#,
        #""routers": [{ "name": "y""#),
    ],
    .sharedNetworkInterface: [
      Mend(
        #""name": "o", "location": "eastus", "properties": { "networkProfile": { "networkInterfaces": [{ "id": "n" }]"#,
        #""name": "o", "location": "eastus", "properties": { "networkProfile": { "networkInterfaces": [{ "id": "o" }]"#
      ),
      Mend(
        #""resources": ["#,
        #""resources": [ { "type": "Microsoft.Network/networkInterfaces", "name": "o", "location": "eastus", "properties": {  "ipConfigurations": [{ "name": "c", "properties": { "privateIPAddress": "10.0.0.9", "subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')]" } } }] } },"#
      ),
    ],
  ]
}
