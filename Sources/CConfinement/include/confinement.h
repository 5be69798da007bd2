// How a child process is started and what it may do: Linux's own calls, which take variable arguments or are missing
// from Swift's view of the C library.
#pragma once

#include <stddef.h>
#include <sys/types.h>

/// Starts a program in a process group of its own with pipes at its standard input and output; it inherits no other
/// descriptor than standard error.
/// back: how many steps it lets others go first, with all its threads and for good, 0 … 19 the last of all.
/// readable, ended by a null: the files and folders that it may read and run, before anything of it runs; what is not
/// there is passed over. writable: a folder in which it may do anything. Where readable is null, or the kernel has no
/// Landlock, it may reach whatever its user may.
/// Returns 0 or the error number.
int confinement_spawn(
    const char *path, char *const arguments[], char *const environment[], char *const readable[], const char *writable,
    int back, pid_t *pid, int *input, int *output);

/// Whether this kernel can confine a process to files (Landlock, Linux 5.13 and later, where it is turned on).
int confinement_knows_files(void);

/// For the child itself: no core file, no new privileges. Returns 0 or the error number.
int confinement_common(void);

/// Caps the memory that the process may write to, bytes.
int confinement_limit_memory(size_t bytes);

/// Caps processor time, seconds, and the size of a file that is written, bytes.
int confinement_limit_work(size_t seconds, size_t file_bytes);

/// From here on the process can neither open a socket nor become another program. Returns 0 or the error number.
int confinement_forbid_network(void);
