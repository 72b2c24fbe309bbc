// ns-3's side of the journeys: hosts at the two ends of a chain of routers, joined by point-to-point links, and a
// sender of datagrams at a constant rate. Prints one line a round: packets that arrived, packet-hops, seconds.
//
// usage: chain LINKS PACKETS INTERVAL ROUNDS        the interval between two packets in nanoseconds

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "ns3/core-module.h"
#include "ns3/internet-module.h"
#include "ns3/network-module.h"
#include "ns3/point-to-point-module.h"

using namespace ns3;

namespace {

// An IPv4 packet of 64 bytes.
constexpr uint32_t payload = 64 - 20 - 8;
struct Sender {
  Ptr<Socket> socket;
  uint64_t remaining;
  Time interval;

  void Send() {
    socket->Send(Create<Packet>(payload));
    if (--remaining > 0) Simulator::Schedule(interval, &Sender::Send, this);
  }
};

uint64_t received = 0;

void Receive(Ptr<Socket> socket) {
  while (socket->Recv()) ++received;
}

double Run(uint32_t links, uint64_t packets, Time interval) {
  NodeContainer nodes;
  nodes.Create(links + 1);
  // No helper for traffic control: the device's own queue alone stands before the link.
  InternetStackHelper stack;
  stack.SetIpv6StackInstall(false);
  Ipv4StaticRoutingHelper routing;
  stack.SetRoutingHelper(routing);
  stack.Install(nodes);
  PointToPointHelper wire;
  wire.SetDeviceAttribute("DataRate", StringValue("100Gbps"));
  wire.SetChannelAttribute("Delay", StringValue("1ms"));
  Ipv4AddressHelper addresses;
  Ipv4Address last;
  for (uint32_t link = 0; link < links; ++link) {
    NetDeviceContainer devices = wire.Install(nodes.Get(link), nodes.Get(link + 1));
    char network[32];
    std::snprintf(network, sizeof network, "10.0.%u.0", link);
    addresses.SetBase(network, "255.255.255.0");
    Ipv4InterfaceContainer interfaces = addresses.Assign(devices);
    last = interfaces.GetAddress(1);
  }
  for (uint32_t node = 0; node < links; ++node) {
    char next[32];
    std::snprintf(next, sizeof next, "10.0.%u.2", node);
    Ptr<Ipv4> ipv4 = nodes.Get(node)->GetObject<Ipv4>();
    routing.GetStaticRouting(ipv4)->SetDefaultRoute(Ipv4Address(next), node == 0 ? 1 : 2);
  }
  Ptr<Socket> sink = Socket::CreateSocket(nodes.Get(links), UdpSocketFactory::GetTypeId());
  sink->Bind(InetSocketAddress(Ipv4Address::GetAny(), 7));
  sink->SetRecvCallback(MakeCallback(&Receive));
  Sender sender{Socket::CreateSocket(nodes.Get(0), UdpSocketFactory::GetTypeId()), packets,
                interval};
  sender.socket->Connect(InetSocketAddress(last, 7));
  Simulator::Schedule(Seconds(1), &Sender::Send, &sender);
  received = 0;
  const auto start = std::chrono::steady_clock::now();
  Simulator::Run();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  Simulator::Destroy();
  return seconds.count();
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 5) return 2;
  const uint32_t links = std::strtoul(arguments[1], nullptr, 10);
  const uint64_t packets = std::strtoull(arguments[2], nullptr, 10);
  const int64_t interval = std::strtoll(arguments[3], nullptr, 10);
  const int rounds = std::atoi(arguments[4]);
  if (links < 1 || links > 200 || packets < 1 || interval < 1 || rounds < 1) return 2;
  for (int round = 0; round < rounds; ++round) {
    const double seconds = Run(links, packets, NanoSeconds(interval));
    std::printf("%llu %llu %.9f\n", static_cast<unsigned long long>(received),
                static_cast<unsigned long long>(received * links), seconds);
    std::fflush(stdout);
  }
  return 0;
}
