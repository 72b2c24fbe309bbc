#ifndef VNETEM_CPCAP_SHIM_H
#define VNETEM_CPCAP_SHIM_H

// libpcap: classic capture files and tcpdump's filter language. Imported by Capture alone.
#include <pcap/pcap.h>

#endif
