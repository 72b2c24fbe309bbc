/// A stable code that scripts may compare and people may look up; a code never changes its meaning.
package enum DiagnosticCode: String, CaseIterable, Hashable, Sendable {
  // MARK: Syntax

  /// A character stands where a value, a key, a comma or a colon should.
  case unexpectedCharacter = "VN0001"
  /// The document ends inside a value.
  case unexpectedEnd = "VN0002"
  /// The bytes are no UTF-8 (RFC 3629).
  case invalidEncoding = "VN0003"
  /// A text is not closed on its line, stands in single quotes or contains a control byte.
  case invalidString = "VN0004"
  /// A backslash in a text is followed by what RFC 8259, section 7, does not know.
  case invalidEscape = "VN0005"
  /// A number is not written as RFC 8259, section 6, says.
  case invalidNumber = "VN0006"
  /// A bare word other than `true`, `false` and `null`, or a key without quotation marks.
  case invalidLiteral = "VN0007"
  /// A `/*` without its `*/`.
  case unterminatedComment = "VN0008"
  /// Arrays and objects nest deeper than the parser goes.
  case nestingTooDeep = "VN0009"
  /// An object has two members of one name; in ARM resources letter case does not distinguish them.
  case duplicateKey = "VN0010"
  /// The document's value is followed by something else.
  case trailingContent = "VN0011"

  // MARK: Shape

  /// A property that must be there is missing.
  case missingProperty = "VN0101"
  /// An object of our own sections has a property that it does not know.
  case unknownProperty = "VN0102"
  /// A resource has a property that is not modelled: it has no effect. A warning.
  case ignoredProperty = "VN0103"
  /// A resource is of a type that is not modelled: it has no effect. A warning.
  case ignoredResourceType = "VN0104"
  /// A value is of another kind than it should be, such as a number instead of a text.
  case wrongType = "VN0105"
  /// A text is none of the words that are allowed, or no value of the format that is asked for.
  case invalidValue = "VN0106"
  /// A number lies outside of its range.
  case numberOutOfRange = "VN0107"
  /// A text is no IPv4 address.
  case invalidAddress = "VN0108"
  /// A text is no IPv4 prefix.
  case invalidPrefix = "VN0109"
  /// A text is no amount of time with its unit.
  case invalidTime = "VN0110"
  /// A template expression, loop or condition, where only literal values are understood.
  case unsupportedExpression = "VN0111"
  /// Two properties exclude each other, or one of several must be there.
  case conflictingProperties = "VN0112"
  /// A reference is no resource id of the type that is asked for.
  case malformedReference = "VN0113"
  /// A security rule or a route names a service tag that is not known.
  case unsupportedServiceTag = "VN0114"
  /// A text is no port and no range of ports.
  case invalidPortRange = "VN0115"
  /// A name is empty, longer than Azure takes, or contains a character that names must not contain.
  case invalidName = "VN0116"

  // MARK: References

  /// A name refers to nothing in the document.
  case unknownReference = "VN0201"
  /// Two things of one kind have the same name; letter case does not distinguish names.
  case duplicateName = "VN0202"
  /// A name may mean several things.
  case ambiguousReference = "VN0203"
  /// Two machines claim one network interface.
  case sharedNetworkInterface = "VN0204"

  // MARK: Addressing

  /// A prefix has bits set beyond its length.
  case hostBitsSet = "VN0301"
  /// Two ranges of one virtual network's address space overlap.
  case addressSpaceOverlap = "VN0302"
  /// Peered virtual networks overlap (Azure: `VnetAddressSpacesOverlap`).
  case peeredAddressSpaceOverlap = "VN0303"
  /// Networks that a connection joins overlap.
  case connectedAddressSpaceOverlap = "VN0304"
  /// A subnet is not inside its network's address space.
  case subnetOutsideAddressSpace = "VN0305"
  /// Two subnets of one network overlap.
  case subnetOverlap = "VN0306"
  /// An address is not inside the subnet it belongs to.
  case addressOutsideSubnet = "VN0307"
  /// An address is one of the five that Azure keeps in every subnet: the first four and the last.
  case reservedAddress = "VN0308"
  /// One address is given twice.
  case duplicateAddress = "VN0309"
  /// An address space contains a range that Azure does not allow: 169.254.0.0/16, 224.0.0.0/4,
  /// 255.255.255.255/32, 127.0.0.0/8, 168.63.129.16/32.
  case forbiddenAddressSpace = "VN0310"
  /// A subnet is smaller than /29 or larger than /8.
  case subnetSize = "VN0311"
  /// More network interfaces are in a subnet than it has addresses.
  case subnetExhausted = "VN0312"

  // MARK: Gateways, peerings, rules, routes and connections

  /// A virtual network has two gateways of one type.
  case duplicateGateway = "VN0401"
  /// A gateway stands in another subnet than GatewaySubnet.
  case gatewayOutsideGatewaySubnet = "VN0402"
  /// GatewaySubnet is smaller than /29, or than /27 where two gateways coexist, or has fewer addresses
  /// than its gateways and circuits take.
  case gatewaySubnetTooSmall = "VN0403"
  /// An autonomous system number is reserved by Azure or IANA for something else.
  case reservedASN = "VN0404"
  /// Both ends of a BGP connection have the same autonomous system number.
  case sameASN = "VN0405"
  /// An ExpressRoute gateway's number is not 65515, which it always is.
  case fixedASN = "VN0406"
  /// `useRemoteGateways` without `allowGatewayTransit` at the other side.
  case gatewayTransitNotAllowed = "VN0407"
  /// `useRemoteGateways`, but the other network has no gateway.
  case remoteGatewayMissing = "VN0408"
  /// `useRemoteGateways` in a network that has a gateway of its own.
  case remoteGatewayBesideOwn = "VN0409"
  /// `useRemoteGateways` at more than one peering of a network.
  case severalRemoteGateways = "VN0410"
  /// A peering without its other side: it stays Initiated and carries nothing. A warning.
  case oneSidedPeering = "VN0411"
  /// Two peerings of one network name the same other network, or a network peers with itself.
  case invalidPeering = "VN0412"
  /// A security rule's priority is not in 100...4096.
  case securityRulePriority = "VN0413"
  /// Two rules of one group and direction have the same priority.
  case duplicateSecurityRulePriority = "VN0414"
  /// A network security group at GatewaySubnet.
  case securityGroupOnGatewaySubnet = "VN0415"
  /// A route has a next hop address without being of type VirtualAppliance, or the reverse.
  case routeNextHopAddress = "VN0416"
  /// A route of type VirtualNetworkGateway where an ExpressRoute gateway is in reach, alone or beside a VPN gateway.
  case routeToExpressRouteGateway = "VN0417"
  /// A route table at GatewaySubnet has a default route or stops the gateway's routes.
  case gatewaySubnetRouteTable = "VN0418"
  /// A connection's type does not fit the type of its gateway or of its other end.
  case connectionEnds = "VN0419"
  /// A VNet-to-VNet connection without its reverse: the tunnel stays down. A warning.
  case connectionWithoutReverse = "VN0420"
  /// The pre-shared keys of the two ends differ: the tunnel stays down. A warning.
  case sharedKeyMismatch = "VN0421"
  /// BGP is enabled at one of the two connections of a VNet-to-VNet pair only.
  case connectionBgpMismatch = "VN0422"
  /// An IPsec connection that no site's tunnel ends: it stays down. A warning.
  case connectionWithoutTunnel = "VN0423"
  /// A connection with BGP whose gateway or other end has no BGP.
  case bgpNotEnabled = "VN0424"
  /// Two connections join the same two ends.
  case duplicateConnection = "VN0425"
  /// A circuit with connections has no private peering.
  case circuitWithoutPrivatePeering = "VN0426"
  /// A circuit's peering is not two /30 prefixes, or its two prefixes overlap.
  case circuitPeeringPrefix = "VN0427"
  /// A connection without BGP to a local network gateway without an address space: nothing is routed
  /// there. A warning.
  case emptyLocalNetwork = "VN0428"
  /// More instance addresses are pinned than a gateway has instances.
  case gatewayInstanceCount = "VN0429"
  /// A route table has two routes to one prefix.
  case duplicateRoute = "VN0430"
  /// A network interface is in GatewaySubnet, which is for gateways alone.
  case networkInterfaceInGatewaySubnet = "VN0431"
  /// A peering in a profile whose Azure has none.
  case peeringNotAvailable = "VN0432"
  /// A peering between regions in a profile in which that is a preview, without the preview's conditions.
  case globalPeeringPreview = "VN0433"
  /// Gateway transit or remote gateways between regions in a profile that has neither.
  case globalGatewayTransit = "VN0434"
  /// A network has more peerings than the profile allows.
  case peeringLimit = "VN0435"
  /// Two classic networks peer, or a classic network declares a side of its own.
  case classicPeering = "VN0436"
  /// Gateway transit between networks of different deployment models, where that is not possible.
  case mixedModelGatewayTransit = "VN0437"
  /// Peered networks belong to different tenants in a profile that does not allow it.
  case peeringTenants = "VN0438"
  /// Whoever makes a peering lacks a right at one of the two networks, or nobody is said to make it.
  case peeringPermission = "VN0439"
  /// A network's address space changed while it was peered, in a profile that does not allow it.
  case addressSpaceChangedWhilePeered = "VN0440"
  /// A peering was not synchronised after the other network's address space changed. A warning.
  case peeringNotSynchronised = "VN0441"
  /// A peering whose other side was deleted: it carries nothing. A warning.
  case disconnectedPeering = "VN0442"
  /// An appliance forwards into a network whose peering does not allow forwarded traffic. A warning.
  case forwardedTrafficNotAllowed = "VN0443"
  /// A VPN gateway has more tunnels than its SKU or the profile allows.
  case tunnelLimit = "VN0444"
  /// A gateway's SKU does not exist, or does not fit the gateway.
  case gatewaySku = "VN0445"
  /// A machine, an interface or a gateway is in another region than what it belongs to.
  case regionMismatch = "VN0446"
  /// An ExpressRoute gateway has more circuits than its SKU allows, or than one location may give.
  case circuitLimit = "VN0447"
  /// A circuit is connected to more gateways than its tier and bandwidth allow.
  case circuitNetworkLimit = "VN0448"
  /// A route's appliance is neither in the network nor in a peer of it. A warning.
  case applianceUnreachable = "VN0449"
  /// A route's appliance has no IP forwarding. A warning.
  case applianceWithoutForwarding = "VN0450"
  /// A local network gateway that stands for a network does not have that network's ranges.
  case localNetworkDiffers = "VN0451"
  /// More rules, addresses or application security groups than Azure allows.
  case securityGroupLimit = "VN0452"
  /// A service tag or `*` stands in a list with addresses.
  case augmentedRule = "VN0453"
  /// The interfaces of an application security group, or the groups of a rule, are in several networks.
  case applicationGroupNetworks = "VN0454"
  /// A machine's size is none whose bandwidth is known: nothing limits the machine. A warning.
  case unknownMachineSize = "VN0455"
  /// A machine has more network interfaces than its size allows.
  case machineInterfaceLimit = "VN0456"
  /// A public front end; only internal load balancers are modelled.
  case publicFrontEnd = "VN0460"
  /// High-availability ports that are not all ports, or not a Standard load balancer's.
  case highAvailabilityPorts = "VN0461"
  /// High-availability ports beside other rules of the same pool or front end.
  case highAvailabilityPortsMixed = "VN0462"
  /// Two rules of a load balancer for one port of one front end, or one of one backend.
  case duplicateBalancingRule = "VN0463"
  /// An HTTPS probe of a Basic load balancer.
  case probeSku = "VN0464"
  /// A port that HTTP probes may not ask.
  case probePort = "VN0465"
  /// An HTTP probe without a path, or a TCP probe with one.
  case probePath = "VN0466"
  /// Front ends and backends of a load balancer in several networks.
  case loadBalancerNetworks = "VN0467"
  /// An IP configuration in pools of several internal load balancers.
  case poolMembership = "VN0468"
  /// A front end in GatewaySubnet.
  case frontEndInGatewaySubnet = "VN0469"
  /// A rule whose pool nobody belongs to.
  case emptyPool = "VN0470"
  /// A front end that a peering between regions does not reach.
  case frontEndAcrossRegions = "VN0471"
  /// A backend that does not answer its probe.
  case probeUnanswered = "VN0472"
  /// A file of service tags cannot be read, or is none.
  case serviceTagFile = "VN0475"
  /// A route's destination is a tag that depends on the estate or is the platform's.
  case routeServiceTag = "VN0476"
  /// A route table has more routes, or more routes to service tags, than Azure allows.
  case routeTableLimit = "VN0477"
  /// A subnet's service endpoint is of a service that has none.
  case serviceEndpointService = "VN0478"
  /// A subnet has two endpoints of one service, or an endpoint where Azure has none.
  case serviceEndpointConflict = "VN0479"
  /// No prefixes are known of a service endpoint's service in a region: it has no route there. A warning.
  case serviceEndpointPrefixes = "VN0480"
  /// A tag of the platform's in an inbound rule, or as a source: it is for outbound destinations. A warning.
  case platformTagDirection = "VN0481"
  /// A route to an address at which the host itself answers: no route changes that. A warning.
  case routeToPlatform = "VN0482"
  /// An appliance is in a subnet whose routes lead to it: what it forwards comes back. A warning.
  case applianceOnOwnRoute = "VN0483"
  /// A route to a service tag, or a service endpoint, in a profile whose Azure does not have them.
  case notInProfile = "VN0484"
  /// A prefix of Microsoft peering, of a link or of the customer's, is not public.
  case microsoftPeeringPrefix = "VN0485"
  /// A Microsoft peering names no prefix of the customer's: Microsoft has no way back. A warning.
  case microsoftPeeringWithoutPrefixes = "VN0486"
  /// A tunnel's source is no interface of its router, or not the address that Azure is told.
  case tunnelSource = "VN0487"
  /// The gateway of a tunnel with a source has no public address.
  case tunnelGatewayAddress = "VN0488"
  /// No Microsoft peering takes the address of a tunnel's source: the tunnel stays down. A warning.
  case tunnelSourceNotAdvertised = "VN0489"
  /// FastPath on a connection of a gateway whose SKU has none.
  case fastPath = "VN0492"
  /// A circuit is connected to a region that its tier does not reach.
  case circuitReach = "VN0493"
  /// A circuit's tier or bandwidth does not exist, or the two do not go together.
  case circuitKind = "VN0494"
  /// Global Reach between circuits that cannot be joined so, or by a prefix that does not fit.
  case circuitConnection = "VN0495"
  /// A network, network interface or host has a DNS server that answers nothing here. A warning.
  case nameServer = "VN0499"

  // MARK: Sites and links

  /// A link ends at nothing in the document.
  case unknownLinkEnd = "VN0501"
  /// The two ends of a link are on different networks.
  case linkEndsDiffer = "VN0502"
  /// Two links end at one interface, host or circuit side, or two entries name one connection.
  case linkEndTaken = "VN0503"
  /// The router's address on a circuit's link is not the first usable one of the circuit's prefix.
  case circuitLinkAddress = "VN0504"
  /// A host's gateway is not on its network, or no router has that address.
  case hostGateway = "VN0505"
  /// A host without a link.
  case hostWithoutLink = "VN0506"
  /// A BGP neighbour is on no connected network and no static route leads there.
  case neighborUnreachable = "VN0507"
  /// A tunnel names a connection that is not of type IPsec, or an instance that does not exist.
  case invalidTunnel = "VN0508"
  /// A static route's next hop is no interface of the router and on none of its networks.
  case staticRouteNextHop = "VN0509"
  /// A router's setting names an interface that the router does not have.
  case unknownInterface = "VN0510"
  /// The number that is expected of a BGP neighbour is not the one it has: the session stays down.
  /// A warning.
  case neighborASN = "VN0511"
  /// The peering address that Azure is told of a site is none of the tunnel's router: the session
  /// stays down. A warning.
  case bgpPeeringAddress = "VN0512"
  /// A `links` entry joins connections that do not belong together.
  case linkConnections = "VN0513"
  /// An APIPA address for BGP is not Azure's, or is not the gateway's.
  case customBgpAddress = "VN0514"
  /// A BGP session's two ends do not agree about APIPA addresses: it stays down. A warning.
  case apipaPeer = "VN0515"
  /// A connection's traffic selectors are not possible so.
  case trafficSelectors = "VN0516"
  /// The two ends of a tunnel do not have the same traffic selectors: it stays down, or carries less. A warning.
  case trafficSelectorMismatch = "VN0517"
  /// A gateway cannot have point-to-site clients so, or their pool overlaps what they are to reach.
  case clientAddressPool = "VN0518"
  /// A point-to-site client does not fit its gateway: its protocol, its address, or there are too many.
  case vpnClient = "VN0519"

  // MARK: Scenarios

  /// A scenario's name, which is a file name too, has other characters than letters, digits, `-`, `_`
  /// and `.`.
  case scenarioName = "VN0601"
  /// A scenario's source or destination is nothing in the document.
  case scenarioEndpoint = "VN0602"
  /// A scenario fails or restores a link that does not exist, or injects a packet where none ends.
  case scenarioLink = "VN0603"
  /// A time on a scenario's timeline lies before its start.
  case negativeTimelineTime = "VN0604"
  /// An expectation does not fit the scenario's command.
  case expectationMismatch = "VN0605"
  /// A step changes a resource that is not there at its time.
  case changedResourceMissing = "VN0606"
  /// A step would move a resource to another region.
  case fixedLocation = "VN0607"
  /// A step makes or changes a side of a peering whose other side is Disconnected.
  case remotePeeringDisconnected = "VN0608"

  // MARK: Circuits

  /// A circuit of another subscription without an authorization, or with one that is not to be had.
  case circuitAuthorization = "VN0625"
  /// A route filter with several rules, a rule that denies, no community, or at another peering than Microsoft's.
  case routeFilterRule = "VN0626"
  /// A Microsoft peering without a route filter tells the customer nothing. A warning.
  case routeFilterMissing = "VN0627"
  /// No Microsoft peering tells of the region of a tunnel's gateway: the tunnel stays down. A warning.
  case tunnelGatewayNotTold = "VN0628"
  /// A route filter's community is none of Microsoft's that is known. A warning.
  case unknownCommunity = "VN0629"

  // MARK: Routes

  /// A route leads to a virtual network gateway, and there is none.
  case routeWithoutGateway = "VN0630"
  /// A default site that no connection leads to, or at a gateway that has none. A warning.
  case defaultSite = "VN0631"
}
