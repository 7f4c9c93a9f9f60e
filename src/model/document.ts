import type { History } from './commit.ts'
import type { Problem } from './problem.ts'
import type { JsonObject, Key, Kind, Origin } from './resource.ts'

/**
 * A file as a source gave it: its path inside the source (with `/`) and its decoded text. `stamp` changes with its content:
 * the blob id in Git, a digest in a folder; absent where a source has none. An object of a cluster has no text: its path is
 * `User/acme/ada`, and `object` says which one it is.
 */
export interface SourceText {
  readonly source: string
  readonly path: string
  readonly text: string
  readonly stamp?: string
  readonly object?: ClusterObject
}

/** One object of a cluster, as it is known there. */
export interface ClusterObject {
  readonly uid: string
  readonly generation: number
}

/**
 * One document of a file: its value as plain JSON, and where it starts (`offset` in UTF-16 units, line and column
 * 1-based). `index` counts the documents of the file from 0. Positions of its fields are looked up when needed.
 */
export interface Document {
  readonly file: SourceText
  readonly index: number
  readonly line: number
  readonly column: number
  readonly value: JsonObject
}

/** A place inside a document: line and column 1-based, `length` in characters on that line (at least 1). */
export interface Place {
  readonly line: number
  readonly column: number
  readonly length: number
}

/** Where a place of a document is: line and column of its file, or the object of the cluster that it is. */
export function originAt({ file }: Document, { line, column }: Pick<Place, 'line' | 'column'>): Origin {
  const { source, path, object } = file
  return object === undefined ? { source, path, line, column } : { source, ...object }
}

/** The same for somebody who is told of it: an object is named. */
export function placeAt(document: Document, place: Pick<Place, 'line' | 'column'>): Origin {
  const origin = originAt(document, place)
  return 'path' in origin ? origin : { ...origin, object: document.file.path }
}

/** A file of which nothing, or not everything, could be read; what it held stays in force (model §5). */
export interface UnreadableFile {
  readonly path: string
  /** Organizations that the text seems to speak of; empty where nothing could be told. */
  readonly organizations: readonly string[]
  /** The identities that it held when it was last read, sorted; absent where nobody knows (design §5, inventory). */
  readonly held?: readonly Key[]
  /** It stands for a namespace that could not be listed whole: what is stored of it, and the source owns, stays. */
  readonly namespace?: string
}

/**
 * What a source may do, as its operator configured it; what is absent is not limited. `allowedOrganizations` are names, in
 * which `*` stands for any characters. `prune: false` keeps whatever the source no longer declares. With `approvers`, an
 * approval by one of the source's commits counts only from these e-mail addresses or signing identities (model §4).
 */
export interface SourcePolicy {
  readonly allowedKinds?: ReadonlySet<Kind>
  readonly allowedOrganizations?: readonly string[]
  readonly prune?: boolean
  readonly approvers?: readonly string[]
}

/**
 * What one source declares at one revision. `complete` is false where the source could not be listed to its end; then
 * nothing of it may be removed. `files` keeps every text for the frames of messages, by path.
 */
export interface Snapshot extends SourcePolicy {
  readonly source: string
  readonly revision: string
  readonly complete: boolean
  readonly privileged: boolean
  readonly documents: readonly Document[]
  readonly unreadable: readonly UnreadableFile[]
  readonly problems: readonly Problem[]
  readonly files: ReadonlyMap<string, SourceText>
  /** What the user typed for the source's root (`orgs/acme`, `.`); a path is shown joined to it, so that it can be clicked. */
  readonly root?: string
  /** The full name of the ref that was read (`refs/heads/main`), where a name was asked for. */
  readonly ref?: string
  /** The installation that the source's `charter.yaml` names (model §4, `WrongInstallation`). */
  readonly installation?: string
  /** What lies between the applied revisions and this one, where the source has a history and was asked for it. */
  readonly history?: History
  /** Of a cluster, by which field manager each object was declared last, by its path. */
  readonly writers?: Writers
  /** Organizations that are being deleted, and wait for that: they declare nothing any more, and may still approve it. */
  readonly departing?: readonly Document[]
  /** What its report in the cluster approves: the digest of what holds the source as a whole, or its beginning; no part of the revision. */
  readonly approval?: string
}

/** The field manager by which each object of a cluster was declared last, by its path (`User/acme/ada`). */
export type Writers = ReadonlyMap<string, { readonly uid: string; readonly manager?: string }>

/** A path of a snapshot as the user can click it: joined to what he typed for the source's root. Not yet made visible. */
export function displayPath(root: string | undefined, path: string): string {
  const folder = (root ?? '').replace(/^(\.\/+)+/, '').replace(/(?<=.)\/+$/, '')
  if (folder === '' || folder === '.') return path
  return folder === '/' ? `/${path}` : `${folder}/${path}`
}
