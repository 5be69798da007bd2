#define _GNU_SOURCE
#include "confinement.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int landlock_version(void) {
    return (int)syscall(__NR_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

int confinement_knows_files(void) { return landlock_version() >= 1; }

// Rights by Landlock's versions; the later two are not in every header.
#define RIGHTS_1 ((1ULL << 13) - 1)
#define RIGHT_REFER (1ULL << 13)
#define RIGHT_TRUNCATE (1ULL << 14)
#define RIGHTS_TO_READ (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define RIGHTS_OF_FILES \
    (LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_READ_FILE | RIGHT_TRUNCATE)

static int allow(int ruleset, const char *path, unsigned long long rights) {
    int file = open(path, O_PATH | O_CLOEXEC);
    if (file < 0) return errno == ENOENT ? 0 : errno;
    struct stat facts;
    int error = fstat(file, &facts) == 0 ? 0 : errno;
    if (!error) {
        if (!S_ISDIR(facts.st_mode)) rights &= RIGHTS_OF_FILES;
        struct landlock_path_beneath_attr rule = {.allowed_access = rights, .parent_fd = file};
        if (syscall(__NR_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) != 0) error = errno;
    }
    close(file);
    return error;
}

// From here on the calling thread, and what it starts, reaches these files only.
static int confine_to_files(char *const readable[], const char *writable) {
    int version = landlock_version();
    if (version < 1) return 0;
    struct landlock_ruleset_attr rules = {.handled_access_fs = RIGHTS_1};
    if (version >= 2) rules.handled_access_fs |= RIGHT_REFER;
    if (version >= 3) rules.handled_access_fs |= RIGHT_TRUNCATE;
    int ruleset = (int)syscall(__NR_landlock_create_ruleset, &rules, sizeof rules, 0);
    if (ruleset < 0) return errno;
    int error = allow(ruleset, writable, rules.handled_access_fs);
    for (; *readable && !error; readable++) error = allow(ruleset, *readable, RIGHTS_TO_READ);
    if (!error && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) error = errno;
    if (!error && syscall(__NR_landlock_restrict_self, ruleset, 0) != 0) error = errno;
    close(ruleset);
    return error;
}

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#define NO_X32 \
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#define NO_X32
#endif

// A call by another architecture's numbers, or by the x32 ones, would slip through: end the process.
#define OUR_CALLS \
    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)), \
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0), \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS), \
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)), NO_X32

#define REFUSE(number) \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1), \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (EACCES & SECCOMP_RET_DATA))

#define ALLOW_OTHERS BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

static int take(struct sock_filter *filter, size_t length, unsigned flags) {
    struct sock_fprog program = {.len = (unsigned short)length, .filter = filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    // Where every thread is to take the filter, one that cannot is named by a positive answer, without an error number.
    long answer = syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
    return answer == 0 ? 0 : answer < 0 ? errno : EBUSY;
}

// The calling thread, and what it starts, goes so many steps back and stays there: Dispatch sets the niceness of its
// threads by their work's quality of service, and root may raise it.
static int stand_back(int steps) {
    struct sock_filter filter[] = {OUR_CALLS REFUSE(__NR_setpriority), REFUSE(__NR_sched_setattr), ALLOW_OTHERS};
    errno = 0;
    if (nice(steps) == -1 && errno != 0) return errno;
    return take(filter, sizeof(filter) / sizeof(filter[0]), 0);
}

struct start {
    const char *path;
    char *const *arguments, *const *environment, *const *readable;
    const char *writable;
    int back;
    const posix_spawn_file_actions_t *actions;
    const posix_spawnattr_t *attributes;
    pid_t *pid;
    int error;
};

static void *start(void *argument) {
    struct start *s = argument;
    s->error = stand_back(s->back);
    if (!s->error && s->readable) s->error = confine_to_files(s->readable, s->writable);
    if (!s->error) s->error = posix_spawn(s->pid, s->path, s->actions, s->attributes, s->arguments, s->environment);
    return NULL;
}

// Niceness, Landlock and filters bind one thread and what it starts: a thread that lives for this alone takes them, the
// child has them in all its threads, and the rest of the process stays free.
static int start_confined(struct start *s) {
    pthread_t thread;
    int error = pthread_create(&thread, NULL, start, s);
    if (error) return error;
    pthread_join(thread, NULL);
    return s->error;
}

int confinement_spawn(
    const char *path, char *const arguments[], char *const environment[], char *const readable[], const char *writable,
    int back, pid_t *pid, int *input, int *output) {
    int in[2], out[2];
    if (pipe2(in, O_CLOEXEC) != 0) return errno;
    if (pipe2(out, O_CLOEXEC) != 0) {
        int error = errno;
        close(in[0]), close(in[1]);
        return error;
    }
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, defaults;
    sigemptyset(&none);
    sigemptyset(&defaults);
    // A server ignores these; what it starts must not.
    sigaddset(&defaults, SIGPIPE), sigaddset(&defaults, SIGTERM), sigaddset(&defaults, SIGINT);
    int error = posix_spawn_file_actions_init(&actions);
    if (!error) {
        error = posix_spawnattr_init(&attributes);
        if (!error) {
            posix_spawn_file_actions_adddup2(&actions, in[0], 0);
            posix_spawn_file_actions_adddup2(&actions, out[1], 1);
            posix_spawn_file_actions_addclosefrom_np(&actions, 3);
            posix_spawnattr_setflags(
                &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
            posix_spawnattr_setpgroup(&attributes, 0);
            posix_spawnattr_setsigmask(&attributes, &none);
            posix_spawnattr_setsigdefault(&attributes, &defaults);
            struct start s = {path, arguments, environment, readable, writable, back, &actions, &attributes, pid, 0};
            error = start_confined(&s);
            posix_spawnattr_destroy(&attributes);
        }
        posix_spawn_file_actions_destroy(&actions);
    }
    close(in[0]), close(out[1]);
    if (error) {
        close(in[1]), close(out[0]);
        return error;
    }
    *input = in[1];
    *output = out[0];
    return 0;
}

static int limit(int what, rlim_t value) {
    struct rlimit bounds;
    if (getrlimit(what, &bounds) != 0) return errno;
    if (bounds.rlim_max != RLIM_INFINITY && bounds.rlim_max < value) value = bounds.rlim_max;
    bounds.rlim_cur = bounds.rlim_max = value;
    return setrlimit(what, &bounds) == 0 ? 0 : errno;
}

int confinement_common(void) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno;
    return limit(RLIMIT_CORE, 0);
}

int confinement_limit_memory(size_t bytes) { return limit(RLIMIT_DATA, bytes); }

int confinement_limit_work(size_t seconds, size_t file_bytes) {
    int error = limit(RLIMIT_CPU, seconds);
    return error ? error : limit(RLIMIT_FSIZE, file_bytes);
}

int confinement_forbid_network(void) {
    struct sock_filter filter[] = {
        OUR_CALLS REFUSE(__NR_socket), REFUSE(__NR_socketpair), REFUSE(__NR_connect), REFUSE(__NR_execve),
        REFUSE(__NR_execveat), REFUSE(__NR_ptrace), REFUSE(__NR_process_vm_writev), REFUSE(__NR_io_uring_setup),
        ALLOW_OTHERS,
    };
    return take(filter, sizeof(filter) / sizeof(filter[0]), SECCOMP_FILTER_FLAG_TSYNC);
}
