import type { ConflictCode, NoticeCode, StoreCode } from '../../model/errors.ts'
import { block, type CodeBody, paragraphs } from './body.ts'

/** Where the promises of the store stand in full. */
const MORE = 'docs/storage.md says what is promised, and how a state folder is restored'

/** Why a state folder cannot be read or written (exit code 74), or somebody else was first (73). */
export const STORAGE_CODES = {
  StoreFull: {
    title: 'the disk, the quota or the size limit of a file is used up',
    explanation: paragraphs(`
      A change is reported when it is durable, and this one is not: there is no room for it, or no inode. What was reported
      before is there, and the change itself is as if nobody had asked for it. What was written of it is taken back, at the
      latest by the next start. Commands that only read go on working.
    `),
    language: 'text',
    wrong: 'charter: cannot write state/ledger/000001.ndjson: the disk is full',
    right: [
      'make room: `df -h state` shows bytes, `df -i state` shows inodes; the ledger itself is never to be shortened',
      'run the same command again; nothing needs to be repaired',
    ],
  },
  StoreFailed: {
    title: 'the disk, or the machine, reports an error',
    explanation: paragraphs(`
      A write, a sync, a rename or a read failed. After a failed sync nobody knows what the disk holds, so it is never tried
      again: the program ends with exit code 74, says that nothing was applied, and the next start reads what is really there.
      An entry that was being written is then either whole or cut; one that was reported is there.
    `),
    language: 'text',
    wrong: 'charter: cannot write state/ledger/000001.ndjson: the disk reports an error',
    right: [
      'look for the cause before you go on: `dmesg`, the health of the disk, the connection to a network volume',
      'run the same command again; `charter ledger verify --state state` reads every byte',
      'where the disk is lost, restore the whole state folder from one backup to another disk',
    ],
  },
  StateReadOnly: {
    title: 'the file system of the state folder is read-only',
    explanation: paragraphs(`
      Linux makes a file system read-only when its disk reports errors, and containers mount volumes so by mistake. Nothing can
      be applied, and nothing was. \`get\`, \`history\`, \`export\` and \`ledger verify\` write nothing and go on working.
    `),
    language: 'text',
    wrong: 'charter: cannot create state/lock: the file system is read-only',
    right: [
      'find out why: `dmesg`, `findmnt --target state`, the `readOnly` of the volume',
      'make it writable and run the same command again',
    ],
  },
  StateNotOwned: {
    title: 'the state folder is not this user’s alone',
    explanation: paragraphs(`
      A file of the state folder may be read by every user of the machine, belongs to another user, or may not be opened. The
      ledger holds names and e-mail addresses, so it is not written to as long as others may read it; and what one user writes
      into another’s folder, the owner cannot read any more. Charter makes its folders with mode 0700 and its files with 0600.
      A group may share them (0660).
    `),
    language: 'text',
    wrong: 'charter: other users of this machine may read the ledger state/ledger/000001.ndjson',
    right: [
      'look at owners and modes: `ls -lR state`',
      'take the right from others: `chmod -R o-rwx state`',
      'or give it to the user that runs Charter: `chown -R charter state`; after `sudo charter apply` that is the usual repair',
    ],
  },
  StateMissing: {
    title: 'there is no state folder, or no ledger in it',
    explanation: paragraphs(`
      A path is mistyped, a volume is not mounted, or nothing has been applied yet. A missing state is never taken for an empty
      one, except where \`charter apply\` makes the folder, and says so. Its parent folder is never made.
    `),
    language: 'sh',
    wrong: 'charter get users --state sate   # the folder is called state',
    right: [
      'check the path and the mount',
      'for a new installation, `charter apply orgs --state state` makes the folder',
      'if it was there before, restore it from a backup: a new one starts without history, approvals and uids',
    ],
  },
  LedgerMissing: {
    title: 'the ledger, or a file of it, is missing from a state folder',
    explanation: paragraphs(`
      The folder holds a checkpoint and no ledger, or a ledger with a gap between its files. The ledger is the state; a
      checkpoint only shortens the start. To begin a new ledger here would look like a new installation, so nothing is done.
    `),
    language: 'sh',
    wrong: 'mv state/ledger /archive   # the checkpoint stays behind',
    right: [
      'put the ledger folder back, with all its files',
      'or restore the whole state folder from one backup, then `charter ledger verify --state state`',
      'if the ledger is lost for good, move the folder away and apply to a new one: it starts without history, approvals and uids',
    ],
  },
  StateForeign: {
    title: 'something else stands where the state folder, or a part of it, should be',
    explanation: paragraphs(`
      The path names a folder with other files, or a file; or something lies among the files of the ledger that this version
      does not know. Charter never writes into a folder that is not its own, and never guesses what an unknown file means.
    `),
    language: 'sh',
    wrong: 'charter apply orgs --state ~/Documents',
    right: [
      'name an empty folder, or one that is not there yet',
      'move what does not belong there out of `state/ledger`',
      'if a newer version of Charter made it, use that version',
    ],
  },
  StateSymlink: {
    title: 'a symbolic link stands where a file or folder of the state should be',
    explanation: paragraphs(`
      Who can plant a link could have another file overwritten or read in the name of Charter, so the state folder, the ledger
      folder, its files, the checkpoint and the lock are never reached through one. Folders above the state folder may be links.
    `),
    language: 'sh',
    wrong: 'ln -s /volumes/big/state state && charter apply orgs --state state',
    right: [
      'name the folder itself: `--state /volumes/big/state`',
      'if nobody of you made the link, find out who did: somebody else can write to this folder',
    ],
  },
  StateNewer: {
    title: 'a newer version of Charter has written to the state folder',
    explanation: paragraphs(`
      The ledger or the checkpoint is of a format that this version does not know. It is not guessed at: what an older version
      wrote after it would be wrong for both. Every version reads what older ones wrote.
    `),
    language: 'text',
    wrong: 'charter: the checkpoint state/checkpoint.ndjson was written by a newer version of Charter',
    right: [
      'use that version of Charter, or a newer one; going back is not supported',
      'to go back all the same, restore the backup that was made before the newer version ran',
    ],
  },
  StateCorrupt: {
    title: 'the ledger is not as it was written',
    explanation: paragraphs(`
      A line of the ledger does not match its hash, does not follow the line before it, or is not a line of a ledger at all. What
      a crash leaves behind is told apart from that and cut; this was damaged, or changed, after it had been acknowledged. Nothing
      is dropped and nothing is guessed: the folder stays as it is, and nothing is applied to it.
    `),
    language: 'text',
    wrong: 'charter: line 4 of state/ledger/000001.ndjson (entry 3) holds entry 3, which does not match its hash',
    right: [
      '`charter ledger verify --state state` names the first bad entry, what was expected and found, and up to where the ledger is intact',
      'restore the whole state folder from one backup, and apply again: the declarations bring back what came after it',
      'without a backup, keep a copy, cut the ledger file before the first bad line, remove checkpoint.ndjson, verify, and apply again',
      MORE,
    ],
  },
  SealedAway: {
    title: 'what is asked for was sealed and moved away',
    explanation: paragraphs(`
      After charter ledger seal the oldest files of the ledger may be kept elsewhere, and its state goes on from the seal. A
      moment before that, and the entries in these files, can be asked for only where they lie in their place. Everything
      since is there, and nothing is damaged.
    `),
    language: 'text',
    wrong: 'charter: entries up to 512 of the ledger state/ledger are sealed away',
    right: [
      'ask for a later moment; docs/ledger.md, "Sealing", says what was moved away',
      'copy the files, from 000001.ndjson on, to state/ledger as they were, ask again, and move them away again',
    ],
  },
  StateRollback: {
    title: 'the ledger is older than the checkpoint beside it',
    explanation: paragraphs(`
      The checkpoint was made after an entry that the ledger does not hold: the ledger was cut, or an older or another one was
      put in its place. Every entry that was reported could be missing, so nothing is applied. An older folder restored as a whole
      cannot be told from the ledger alone: \`charter ledger verify --head\` with a head that was published tells it.
    `),
    language: 'sh',
    wrong: 'cp backup/ledger/000001.ndjson state/ledger/   # and the newer checkpoint stays',
    right: [
      'put the newer ledger back',
      'or restore ledger and checkpoint from one backup',
      'if this ledger is the right one, remove checkpoint.ndjson: it is made again',
    ],
  },
  Locked: {
    title: 'another process holds the state folder',
    explanation: paragraphs(`
      One process writes to a state folder at a time. The message says which: process, machine, and since when. A process that
      has ended holds nothing, even where its lock file is still there: on the same machine it is taken over at once, after a
      reboot or from another machine when nothing has been written for a minute. Commands that only read take no lock.
    `),
    language: 'text',
    wrong: block(`
      charter: the state folder state is in use by process 4711 on build-7 since 2026-11-02T08:00:00.000Z
    `),
    right: [
      'wait until that process has ended, and run the same command again',
      'never delete the lock of a process that runs: both would write',
    ],
  },
  Fenced: {
    title: 'somebody else has written since this process looked',
    explanation: paragraphs(`
      Before each write Charter makes sure that the lock still names it, that the ledger is as it left it, and that the change
      was made for its newest entry. One of these is no longer so, so nothing was written: a change that was planned for an
      older state is never put on top of a newer one.
    `),
    language: 'text',
    wrong: 'charter: the ledger state/ledger/000001.ndjson has been changed by somebody else',
    right: [
      'find out who else writes there: a second controller, a backup that was restored, an editor',
      'run the same command again: it reads the newest state and plans anew',
    ],
  },
  Outdated: {
    title: 'what was read has been changed meanwhile',
    explanation: paragraphs(`
      A file that was to be edited is no longer as it was read, or the ledger grew while it was verified. Nothing was written
      over the newer content.
    `),
    language: 'text',
    wrong: 'charter: orgs/acme/people.yaml has been changed meanwhile',
    right: [
      'run the same command again: it reads what is there now',
      'to verify a ledger that grows all the time, verify a copy',
    ],
  },
  NotDurable: {
    title: 'the state folder lies in memory',
    explanation: paragraphs(`
      The folder is on a tmpfs or a ramfs, which forgets everything when the machine stops, and in a container with it. A sync
      means nothing there, so the promise that what was reported is there ends with the machine. It is told once, when the
      ledger is made, and everything works: for a trial or a test it is what you want.
    `),
    language: 'sh',
    wrong: 'charter apply orgs --state /dev/shm/state',
    right: [
      'keep the state on a disk: `findmnt --target FOLDER` shows what a folder lies on',
      'in Kubernetes, use a PersistentVolumeClaim instead of an emptyDir with `medium: Memory`',
    ],
  },
} as const satisfies Readonly<Record<StoreCode | ConflictCode | NoticeCode, CodeBody>>
