// What is called of libpq, as its documentation declares it (https://www.postgresql.org/docs/current/libpq.html): machines that
// run the program have the library, and only those that develop for it the header.
#ifndef LEARNHOOKS_CPOSTGRESQL_H
#define LEARNHOOKS_CPOSTGRESQL_H

#include <stddef.h>

typedef struct pg_conn PGconn;
typedef struct pg_result PGresult;
typedef struct _PQconninfoOption PQconninfoOption;

// Of ConnStatusType, ExecStatusType and the fields of an error.
#define CONNECTION_OK 0
#define PGRES_COMMAND_OK 1
#define PGRES_TUPLES_OK 2
#define PGRES_PIPELINE_SYNC 10
#define PGRES_PIPELINE_ABORTED 11
#define PG_DIAG_SQLSTATE 67
#define PG_DIAG_MESSAGE_PRIMARY 77

PGconn *PQconnectdbParams(const char *const *keywords, const char *const *values, int expands);
PQconninfoOption *PQconninfoParse(const char *text, char **error);
void PQconninfoFree(PQconninfoOption *options);
void PQfreemem(void *memory);
void PQfinish(PGconn *connection);
int PQstatus(const PGconn *connection);
char *PQerrorMessage(const PGconn *connection);
int PQsocket(const PGconn *connection);
int PQsetnonblocking(PGconn *connection, int isSet);
typedef void (*PQnoticeProcessor)(void *argument, const char *message);
PQnoticeProcessor PQsetNoticeProcessor(PGconn *connection, PQnoticeProcessor processor, void *argument);
int PQenterPipelineMode(PGconn *connection);
int PQpipelineSync(PGconn *connection);
int PQsendPrepare(
    PGconn *connection, const char *name, const char *sql, int count, const unsigned *types);
int PQsendQueryPrepared(
    PGconn *connection, const char *name, int count, const char *const *values, const int *lengths, const int *formats,
    int resultFormat);
int PQflush(PGconn *connection);
int PQconsumeInput(PGconn *connection);
int PQisBusy(PGconn *connection);
PGresult *PQgetResult(PGconn *connection);
int PQresultStatus(const PGresult *result);
char *PQresultErrorField(const PGresult *result, int field);
int PQntuples(const PGresult *result);
int PQgetisnull(const PGresult *result, int row, int column);
int PQgetlength(const PGresult *result, int row, int column);
char *PQgetvalue(const PGresult *result, int row, int column);
void PQclear(PGresult *result);

static inline void learnhooks_no_notice(void *argument, const char *message) {
    (void)argument;
    (void)message;
}

// Connects; what stands in the URL goes before what is said here. NULL where there is no memory.
static inline PGconn *learnhooks_connect(const char *url) {
    const char *keywords[] = {"connect_timeout", "tcp_user_timeout", "keepalives_idle", "keepalives_interval", "keepalives_count",
        "target_session_attrs", "fallback_application_name", "client_encoding", "dbname", NULL};
    const char *values[] = {"5", "10000", "10", "3", "3", "read-write", "learnhooks", "UTF8", url, NULL};
    PGconn *connection = PQconnectdbParams(keywords, values, 1);
    // Notices would go to standard error, which is the log's.
    if (connection) PQsetNoticeProcessor(connection, learnhooks_no_notice, NULL);
    return connection;
}

// Whether a URL, or other text, is one that the library understands. Its words about it may have a password in them.
static inline int learnhooks_understands(const char *url) {
    char *error = NULL;
    PQconninfoOption *options = PQconninfoParse(url, &error);
    int is_understood = options != NULL;
    PQconninfoFree(options);
    PQfreemem(error);
    return is_understood;
}

// The most values of a statement.
#define LEARNHOOKS_MOST_VALUES 32

// Sends values of a statement that was prepared: each stands in the bytes at an offset; a length below 0 is NULL. All are binary.
static inline int learnhooks_send(
    PGconn *connection, const char *name, int count, const void *bytes, const int *offsets, const int *lengths) {
    const char *values[LEARNHOOKS_MOST_VALUES];
    int formats[LEARNHOOKS_MOST_VALUES];
    if (count > LEARNHOOKS_MOST_VALUES) return 0;
    for (int index = 0; index < count; index++) {
        values[index] = lengths[index] < 0 ? NULL : (const char *)bytes + offsets[index];
        formats[index] = 1;
    }
    return PQsendQueryPrepared(connection, name, count, values, lengths, formats, 1);
}

#endif
