// What is called of SQLite, as its documentation declares it (https://sqlite.org/c3ref/intro.html): the library is on every
// machine that has SwiftPM, its header is not.
#ifndef LEARNHOOKS_CSQLITE_H
#define LEARNHOOKS_CSQLITE_H

typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;
typedef void (*sqlite3_destructor_type)(void *);

#define SQLITE_OK 0
#define SQLITE_ERROR 1
#define SQLITE_BUSY 5
#define SQLITE_LOCKED 6
#define SQLITE_NOMEM 7
#define SQLITE_READONLY 8
#define SQLITE_IOERR 10
#define SQLITE_CORRUPT 11
#define SQLITE_FULL 13
#define SQLITE_CANTOPEN 14
#define SQLITE_CONSTRAINT 19
#define SQLITE_NOTADB 26
#define SQLITE_ROW 100
#define SQLITE_DONE 101
#define SQLITE_INTEGER 1
#define SQLITE_NULL 5
#define SQLITE_OPEN_READWRITE 0x2
#define SQLITE_OPEN_CREATE 0x4
#define SQLITE_OPEN_NOMUTEX 0x8000
#define SQLITE_OPEN_NOFOLLOW 0x1000000
#define SQLITE_PREPARE_PERSISTENT 1
#define SQLITE_STMTSTATUS_FULLSCAN_STEP 1
#define SQLITE_STMTSTATUS_VM_STEP 4

int sqlite3_libversion_number(void);
int sqlite3_open_v2(const char *name, sqlite3 **database, int flags, const char *vfs);
int sqlite3_close_v2(sqlite3 *database);
const char *sqlite3_errmsg(sqlite3 *database);
int sqlite3_extended_errcode(sqlite3 *database);
int sqlite3_get_autocommit(sqlite3 *database);
void sqlite3_progress_handler(sqlite3 *database, int steps, int (*look)(void *), void *argument);
int sqlite3_changes(sqlite3 *database);
long long sqlite3_last_insert_rowid(sqlite3 *database);

int sqlite3_prepare_v3(
    sqlite3 *database, const char *sql, int bytes, unsigned flags, sqlite3_stmt **statement, const char **rest);
int sqlite3_exec(
    sqlite3 *database, const char *sql, int (*row)(void *, int, char **, char **), void *argument, char **message);
int sqlite3_step(sqlite3_stmt *statement);
int sqlite3_reset(sqlite3_stmt *statement);
int sqlite3_finalize(sqlite3_stmt *statement);
sqlite3 *sqlite3_db_handle(sqlite3_stmt *statement);
int sqlite3_stmt_status(sqlite3_stmt *statement, int counter, int resets);

int sqlite3_bind_null(sqlite3_stmt *statement, int index);
int sqlite3_bind_int64(sqlite3_stmt *statement, int index, long long value);
int sqlite3_bind_zeroblob(sqlite3_stmt *statement, int index, int bytes);
int sqlite3_bind_blob(
    sqlite3_stmt *statement, int index, const void *bytes, int count, sqlite3_destructor_type destructor);
int sqlite3_bind_text(
    sqlite3_stmt *statement, int index, const char *text, int count, sqlite3_destructor_type destructor);

int sqlite3_column_type(sqlite3_stmt *statement, int column);
long long sqlite3_column_int64(sqlite3_stmt *statement, int column);
const void *sqlite3_column_blob(sqlite3_stmt *statement, int column);
int sqlite3_column_bytes(sqlite3_stmt *statement, int column);

// SQLITE_TRANSIENT is a cast that Swift does not import: the library makes a copy of what is bound before it returns.
static inline int learnhooks_bind_blob(sqlite3_stmt *statement, int index, const void *bytes, int count) {
    return sqlite3_bind_blob(statement, index, bytes, count, (sqlite3_destructor_type)-1);
}
static inline int learnhooks_bind_text(sqlite3_stmt *statement, int index, const char *text, int count) {
    return sqlite3_bind_text(statement, index, text, count, (sqlite3_destructor_type)-1);
}

#ifdef __linux__
#include <sys/vfs.h>
// The number of the file system that an open file is on, 0 where it cannot be asked for: Swift's module of the C library lacks the call.
static inline unsigned learnhooks_file_system(int file) {
    struct statfs system;
    return fstatfs(file, &system) == 0 ? (unsigned)system.f_type : 0;
}
#endif

#endif
