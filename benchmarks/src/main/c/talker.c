/*
 * The yardstick for departures: sleeps to absolute times of CLOCK_REALTIME (the grandmaster's time in the rig) and sends one packet for each
 * of N stereo L24 streams of 1 ms in one sendmmsg. SCHED_FIFO where permitted; nothing else is done.
 *
 *   talker INTERFACE-ADDRESS GROUP PORT STREAMS SECONDS
 *
 * Stream i goes to GROUP + i. RTP timestamps are PTP time at 48 kHz, so a wire analyser can tell how late each packet left.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

enum { FRAMES = 48, RATE = 48000, BYTES = 12 + FRAMES * 6, MAX_STREAMS = 1024 };

static struct mmsghdr messages[MAX_STREAMS];
static struct iovec vectors[MAX_STREAMS];
static struct sockaddr_in destinations[MAX_STREAMS];
static unsigned char packets[MAX_STREAMS][BYTES];

static void put32(unsigned char *to, uint32_t value) {
  uint32_t big = htonl(value);
  memcpy(to, &big, 4);
}

int main(int argc, char **argv) {
  if (argc != 6) {
    fprintf(stderr, "usage: talker INTERFACE-ADDRESS GROUP PORT STREAMS SECONDS\n");
    return 2;
  }
  int streams = atoi(argv[4]);
  long seconds = atol(argv[5]);
  if (streams < 1 || streams > MAX_STREAMS) return 2;

  int fd = socket(AF_INET, SOCK_DGRAM, 0);
  struct in_addr interface_address;
  inet_pton(AF_INET, argv[1], &interface_address);
  setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &interface_address, sizeof interface_address);
  int off = 0, ttl = 4, tos = 34 << 2, buffer = 4 << 20;
  setsockopt(fd, IPPROTO_IP, IP_MULTICAST_LOOP, &off, sizeof off);
  setsockopt(fd, IPPROTO_IP, IP_MULTICAST_TTL, &ttl, sizeof ttl);
  setsockopt(fd, IPPROTO_IP, IP_TOS, &tos, sizeof tos);
  setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);

  struct in_addr group;
  inet_pton(AF_INET, argv[2], &group);
  for (int i = 0; i < streams; i++) {
    destinations[i].sin_family = AF_INET;
    destinations[i].sin_port = htons(atoi(argv[3]));
    destinations[i].sin_addr.s_addr = htonl(ntohl(group.s_addr) + i);
    packets[i][0] = 0x80;
    packets[i][1] = 98;
    put32(packets[i] + 8, 0xC0000000u + i);
    vectors[i].iov_base = packets[i];
    vectors[i].iov_len = BYTES;
    messages[i].msg_hdr.msg_name = &destinations[i];
    messages[i].msg_hdr.msg_namelen = sizeof destinations[i];
    messages[i].msg_hdr.msg_iov = &vectors[i];
    messages[i].msg_hdr.msg_iovlen = 1;
  }

  struct sched_param fifo = {.sched_priority = 49};
  if (sched_setscheduler(0, SCHED_FIFO, &fifo) != 0) fprintf(stderr, "no SCHED_FIFO: %s\n", strerror(errno));
  prctl(PR_SET_TIMERSLACK, 1UL, 0, 0, 0);
  mlockall(MCL_CURRENT | MCL_FUTURE);

  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  uint64_t packet = ((uint64_t)now.tv_sec + 1) * 1000;
  uint64_t last = packet + (uint64_t)seconds * 1000;
  for (; packet < last; packet++) {
    for (int i = 0; i < streams; i++) {
      uint16_t sequence = htons((uint16_t)packet);
      memcpy(packets[i] + 2, &sequence, 2);
      put32(packets[i] + 4, (uint32_t)(packet * FRAMES));
    }
    uint64_t deadline_ms = packet + 1;
    struct timespec deadline = {.tv_sec = deadline_ms / 1000, .tv_nsec = (deadline_ms % 1000) * 1000000};
    while (clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &deadline, NULL) == EINTR) {
    }
    int sent = 0;
    while (sent < streams) {
      int n = sendmmsg(fd, messages + sent, streams - sent, 0);
      if (n <= 0) break;
      sent += n;
    }
  }
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("cpu_seconds %.3f\n", usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6);
  return 0;
}
