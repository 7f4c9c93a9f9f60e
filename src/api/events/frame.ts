/** An event of a stream; `id` is the entry of the ledger up to which everything was told, from which a reader goes on. */
export interface StreamEvent {
  readonly event: 'start' | 'entry' | 'source' | 'unit' | 'gap' | 'end'
  readonly id?: number
  readonly data: unknown
}

/** An event as server-sent events are written (HTML Standard §9.2): one line of JSON. */
export function frameOf({ event, id, data }: StreamEvent): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
}

/** What keeps a connection alive and is no event: a comment, and the entry up to which everything was told. */
export function heartbeatOf(seq: number): string {
  return `: heartbeat\nid: ${seq}\n\n`
}

/** After how many milliseconds a reader that lost its connection comes again. */
export const RETRY = 'retry: 2000\n'
