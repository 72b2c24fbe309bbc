extension DiagnosticReference {
  static let serviceTags: [DiagnosticReference] = [
    .init(
      .serviceTagFile,
      rule:
        "The file of service tags is an object with \"values\", each with a name and addressPrefixes",
      source: "Azure: Azure IP Ranges and Service Tags - Public Cloud",
      example: #""serviceTags": "ServiceTags_Public.json""#,
      mend: "download Microsoft's file, and name its path relative to the document"),
    .init(
      .routeServiceTag,
      rule: "A route's destination is a prefix or the tag of a service",
      source: "Azure: Virtual network traffic routing, service tags for user-defined routes",
      example: #""addressPrefix": "Internet""#,
      mend: "write 0.0.0.0/0 or the prefixes that are meant"),
    .init(
      .routeTableLimit,
      rule: "A route table has at most 400 routes, and at most 25 of them to service tags",
      source: "Azure: Networking limits; Virtual network traffic routing",
      example: #""addressPrefix": "Storage.EastUS""#,
      mend: "summarize prefixes, or name a service's tag instead of those of its regions"),
    .init(
      .serviceEndpointService,
      rule: "A service endpoint is of a service that has them",
      source: "Azure: Virtual network service endpoints",
      example: #""service": "Microsoft.Compute""#,
      mend: "use one of the services that the help lists"),
    .init(
      .serviceEndpointConflict,
      rule: "A subnet has one endpoint a service, and a classic network has none",
      source: "Azure: Virtual network service endpoints, configuration and limitations",
      example: #""service": "Microsoft.Sql""#,
      mend: "name all locations in one endpoint, or remove it"),
    .init(
      .serviceEndpointPrefixes,
      rule:
        "An endpoint's routes are the prefixes that the file of service tags has for its regions",
      source: "Azure: Virtual network service endpoints; Virtual network traffic routing",
      example: #""service": "Microsoft.EventHub""#,
      mend: "give Microsoft's file as \"serviceTags\" or by --service-tags"),
    .init(
      .platformTagDirection,
      rule: "The platform's tags are for the destinations of outbound rules",
      source: "Azure: Virtual network service tags, available service tags",
      example: #""sourceAddressPrefix": "AzurePlatformDNS""#,
      mend: "make the rule an outbound one, with the tag as its destination"),
    .init(
      .routeToPlatform,
      rule: "No route changes the way to 168.63.129.16 and 169.254.169.254",
      source: "Azure: What is IP address 168.63.129.16",
      example: #""addressPrefix": "168.63.129.16/32""#,
      mend: "remove the route; a security rule with a platform tag can stop the traffic"),
    .init(
      .applianceOnOwnRoute,
      rule: "An appliance is in another subnet than those whose routes lead to it",
      source: "Azure: Virtual network traffic routing, user-defined",
      example: #""nextHopIpAddress": "10.0.0.4""#,
      mend: "put the appliance into a subnet without the route"),
    .init(
      .notInProfile,
      rule:
        "Until 2019 a user's route is to a prefix, networks have no communities, and in 2015 there are no service endpoints and no route filters",
      era: .routesAreToPrefixes,
      example: #""addressPrefix": "Storage.EastUS""#,
      mend: "name a later profile, or write the prefixes"),
  ]
}
