extension DiagnosticReference {
  static let shape: [DiagnosticReference] = [
    .init(
      .missingProperty,
      rule: "What an object needs is there",
      source: "vnetem: topology documents",
      example: #"{ "resources": [] }"#,
      mend: "add the property that the message names"),
    .init(
      .unknownProperty,
      rule: "The sections of vnetem's own have known properties only",
      source: "vnetem: topology documents",
      example: #"{ "name": "x", "nmae": "y" }"#,
      mend: "correct the spelling, or remove the property; `vnetem schema` has all of them"),
    .init(
      .ignoredProperty,
      rule: "A property of an Azure resource that is not modelled has no effect",
      source: "vnetem: topology documents",
      example: #""flowTimeout": 4"#,
      mend:
        "nothing, unless the property matters to the question: then the answer cannot be trusted"),
    .init(
      .ignoredResourceType,
      rule: "An Azure resource of a type that is not modelled has no effect",
      source: "vnetem: topology documents",
      example: #""type": "Microsoft.Storage/storageAccounts""#,
      mend: "nothing, unless the resource would forward or filter packets"),
    .init(
      .wrongType,
      rule: "A value is of the kind that its property asks for",
      source: "vnetem: topology documents",
      example: #"{ "name": 1 }"#,
      mend: "write the kind of value that the message names"),
    .init(
      .invalidValue,
      rule: "A text is one of the words that its property knows",
      source: "Azure Resource Manager: template structure",
      example: #""nextHopType": "VnetPeering""#,
      mend: "use one of the words that the help names"),
    .init(
      .numberOutOfRange,
      rule: "A number lies inside of its property's range",
      source: "vnetem: topology documents",
      example: #""seed": -1"#,
      mend: "use a number of the range that the message names"),
    .init(
      .invalidAddress,
      rule: "An address is four numbers of 0 to 255 with points between",
      source: "RFC 791",
      example: #""privateIPAddress": "10.0.0""#,
      mend: "write the address in full: 10.0.0.4"),
    .init(
      .invalidPrefix,
      rule: "A prefix is an address, a slash and a length of 0 to 32",
      source: "RFC 4632",
      example: #""addressPrefixes": ["10.0.0.0/33"]"#,
      mend: "write it as 10.0.0.0/16"),
    .init(
      .invalidTime,
      rule: "An amount of time has a number and a unit: ns, us, ms or s",
      source: "vnetem: topology documents",
      example: #""roundTripTime": "2""#,
      mend: #"add the unit: "2.2ms""#),
    .init(
      .unsupportedExpression,
      rule: "Template expressions other than resourceId with literal arguments are not evaluated",
      source: "vnetem: topology documents",
      example: #""addressPrefixes": ["[parameters('space')]"]"#,
      mend: "deploy or export the template and use the values"),
    .init(
      .conflictingProperties,
      rule: "Of properties that exclude each other one is given",
      source: "vnetem: topology documents",
      example: #""links": [{ "name": "l", "roundTripTime": "1ms" }]"#,
      mend: "keep the one that is meant, or add the one that is missing"),
    .init(
      .malformedReference,
      rule: "A reference names a resource of the type that its property asks for",
      source: "Azure Resource Manager: template structure",
      example: #""subnet": { "id": "[resourceId('Microsoft.Network/virtualNetworks', 'v')]" }"#,
      mend: "write the id as the help shows it"),
    .init(
      .unsupportedServiceTag,
      rule: "A rule or a route names a service tag that the file of service tags has",
      source: "Azure: Virtual network service tags",
      example: #""sourceAddressPrefix": "Storage""#,
      mend: "give Microsoft's file as \"serviceTags\" or by --service-tags, or write the prefixes"),
    .init(
      .invalidPortRange,
      rule: "Ports are one port, a range whose first is not above its last, or *",
      source: "Azure: Network security groups overview",
      example: #""destinationPortRange": "80-70""#,
      mend: "write it as 80, 1000-2000 or *"),
    .init(
      .invalidName,
      rule:
        "A name is not empty and has no slash and no control character. An Azure resource's has 80 characters at most (a "
        + "virtual network's and a machine's 64): letters, digits, _, . and -, a letter or digit first, no . or - last",
      source: "Azure: naming rules and restrictions for Azure resources",
      example: #"{ "name": "" }"#,
      mend: "choose another name"),
  ]
}
