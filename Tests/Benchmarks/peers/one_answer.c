/* The least that a server can be: it answers every request with the same bytes, and reads as little of it as it must. */
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int count, char **words) {
    static const char answer[] = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n[]\n";
    static char request[1 << 16];
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(count > 1 ? atoi(words[1]) : 8080)};
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 16)) return perror("listen"), 1;
    for (;;) {
        int connection = accept(listener, 0, 0);
        if (read(connection, request, sizeof request) > 0) write(connection, answer, sizeof answer - 1);
        close(connection);
    }
}
