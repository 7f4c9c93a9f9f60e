/** A person as a commit names one; nobody has proved it. */
export interface Person {
  readonly name: string
  readonly email: string
}

/** A trailer of a commit message: `Charter-Removes: User=649` has the key `Charter-Removes`. */
export interface Trailer {
  readonly key: string
  readonly value: string
}

/** A file that a commit changed against its first parent: the blob before and after, absent where there is none. */
export interface ChangedFile {
  readonly path: string
  readonly before?: string
  readonly after?: string
}

/**
 * What the signature of a commit proves: who signed it, by a key that the source trusts; that there is none; that its key is
 * not trusted (unknown, expired or revoked); that it does not fit the content; or nothing, because nobody looked.
 */
export type Signer =
  | { readonly type: 'verified'; readonly identity: string }
  | { readonly type: 'unsigned' | 'untrusted' | 'bad' | 'unchecked' }

/**
 * One commit. Times are RFC 3339; `coAuthors` are those of its `Co-authored-by` trailers; `files` stand in git's order,
 * with paths from the folder that is read as declarations. `signer` is absent where the source does not verify signatures.
 */
export interface Commit {
  readonly hash: string
  readonly parents: readonly string[]
  readonly author: Person
  readonly authoredAt: string
  readonly committer: Person
  readonly committedAt: string
  readonly coAuthors: readonly Person[]
  readonly trailers: readonly Trailer[]
  readonly files: readonly ChangedFile[]
  readonly signer?: Signer
}

/**
 * What lies between the revisions of a source that are applied and the one that was read: its commits, children before
 * parents. `isWhole` is false where there were more than the limit. `departed` is set where the newest applied revision is no
 * ancestor of the new one: `base` is their merge base, absent where they have none or the old commit is not there; in a
 * shallow clone it may be missing only there. `tag` is the full name of the tag that is read, where it was moved.
 */
export interface History {
  readonly to: string
  readonly commits: readonly Commit[]
  readonly isWhole: boolean
  /** Of applied revisions that were left behind, the commit from which both they and the new one descend. */
  readonly bases: ReadonlyMap<string, string>
  readonly departed?: {
    readonly from: string
    readonly base?: string
    readonly isShallow: boolean
    readonly tag?: string
  }
}
