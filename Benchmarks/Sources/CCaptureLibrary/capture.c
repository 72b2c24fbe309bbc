#include "CCaptureLibrary.h"

#include <pcap/pcap.h>

long capture_library_read(const char *path, size_t *bytes) {
  char error[PCAP_ERRBUF_SIZE];
  pcap_t *capture = pcap_open_offline(path, error);
  if (!capture) return -1;
  struct pcap_pkthdr *header;
  const u_char *data;
  long count = 0;
  size_t sum = 0;
  int status;
  while ((status = pcap_next_ex(capture, &header, &data)) == 1) {
    count++;
    sum += header->caplen;
  }
  pcap_close(capture);
  *bytes = sum;
  return status == PCAP_ERROR_BREAK ? count : -1;
}

int capture_library_write(const char *path, const unsigned char *bytes, size_t packets, size_t length,
                          size_t count) {
  pcap_t *capture = pcap_open_dead(DLT_EN10MB, 65535);
  pcap_dumper_t *file = pcap_dump_open(capture, path);
  if (!file) {
    pcap_close(capture);
    return -1;
  }
  struct pcap_pkthdr header = {.caplen = (bpf_u_int32)length, .len = (bpf_u_int32)length};
  for (size_t i = 0; i < count; i++) {
    header.ts.tv_sec = (long)(i / 1000000);
    header.ts.tv_usec = (long)(i % 1000000);
    pcap_dump((u_char *)file, &header, bytes + i % packets * length);
  }
  int status = pcap_dump_flush(file);
  pcap_dump_close(file);
  pcap_close(capture);
  return status;
}
