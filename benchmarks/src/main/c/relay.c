/*
 * The floor for a route's cost: datagrams in, the same datagrams out, no audio. epoll, recvmmsg and sendmmsg, one socket for each group
 * received and one for all that is sent.
 *
 *   relay INTERFACE-ADDRESS GROUP PORT OUT-GROUP OUT-PORT STREAMS SECONDS
 *
 * Stream i is received on GROUP + i and sent to OUT-GROUP + i.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

enum { BATCH = 32, BYTES = 1500, MAX_STREAMS = 1024 };

static unsigned char packets[BATCH][BYTES];
static struct mmsghdr incoming[BATCH], outgoing[BATCH];
static struct iovec in_vectors[BATCH], out_vectors[BATCH];
static struct sockaddr_in destinations[MAX_STREAMS];

static int open_receiver(in_addr_t group, int port, struct in_addr interface_address) {
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0), on = 1, off = 0;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  setsockopt(fd, IPPROTO_IP, IP_MULTICAST_ALL, &off, sizeof off);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = group};
  struct ip_mreq membership = {.imr_multiaddr.s_addr = group, .imr_interface = interface_address};
  if (bind(fd, (struct sockaddr *)&address, sizeof address) != 0
      || setsockopt(fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, &membership, sizeof membership) != 0) {
    perror("receive");
    exit(1);
  }
  return fd;
}

int main(int argc, char **argv) {
  if (argc != 8) {
    fprintf(stderr, "usage: relay INTERFACE-ADDRESS GROUP PORT OUT-GROUP OUT-PORT STREAMS SECONDS\n");
    return 2;
  }
  int streams = atoi(argv[6]);
  if (streams < 1 || streams > MAX_STREAMS) return 2;
  struct in_addr interface_address, group, out_group;
  inet_pton(AF_INET, argv[1], &interface_address);
  inet_pton(AF_INET, argv[2], &group);
  inet_pton(AF_INET, argv[4], &out_group);

  int poller = epoll_create1(0), fds[MAX_STREAMS];
  for (int i = 0; i < streams; i++) {
    fds[i] = open_receiver(htonl(ntohl(group.s_addr) + i), atoi(argv[3]), interface_address);
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};
    epoll_ctl(poller, EPOLL_CTL_ADD, fds[i], &event);
    destinations[i].sin_family = AF_INET;
    destinations[i].sin_port = htons(atoi(argv[5]));
    destinations[i].sin_addr.s_addr = htonl(ntohl(out_group.s_addr) + i);
  }
  int out = socket(AF_INET, SOCK_DGRAM, 0), off = 0, ttl = 4;
  setsockopt(out, IPPROTO_IP, IP_MULTICAST_IF, &interface_address, sizeof interface_address);
  setsockopt(out, IPPROTO_IP, IP_MULTICAST_LOOP, &off, sizeof off);
  setsockopt(out, IPPROTO_IP, IP_MULTICAST_TTL, &ttl, sizeof ttl);
  for (int i = 0; i < BATCH; i++) {
    in_vectors[i].iov_base = packets[i];
    incoming[i].msg_hdr.msg_iov = &in_vectors[i];
    incoming[i].msg_hdr.msg_iovlen = 1;
    out_vectors[i].iov_base = packets[i];
    outgoing[i].msg_hdr.msg_iov = &out_vectors[i];
    outgoing[i].msg_hdr.msg_iovlen = 1;
    outgoing[i].msg_hdr.msg_namelen = sizeof destinations[0];
  }

  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  time_t end = now.tv_sec + atol(argv[7]);
  struct epoll_event ready[64];
  long relayed = 0;
  while (now.tv_sec < end) {
    int events = epoll_wait(poller, ready, 64, 100);
    for (int e = 0; e < events; e++) {
      int stream = ready[e].data.u32;
      for (int i = 0; i < BATCH; i++) in_vectors[i].iov_len = BYTES;
      int received = recvmmsg(fds[stream], incoming, BATCH, MSG_DONTWAIT, NULL);
      for (int i = 0; i < received; i++) {
        out_vectors[i].iov_len = incoming[i].msg_len;
        outgoing[i].msg_hdr.msg_name = &destinations[stream];
      }
      if (received > 0) relayed += sendmmsg(out, outgoing, received, 0);
    }
    clock_gettime(CLOCK_MONOTONIC, &now);
  }
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("relayed %ld cpu_seconds %.3f\n", relayed,
         usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6);
  return 0;
}
