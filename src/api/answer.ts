import type { FastifyReply, FastifyRequest } from 'fastify'
import type { JsonObject } from '../model/resource.ts'
import {
  type Asked,
  badParameter,
  type Endpoint,
  isInParts,
  type ListEndpoint,
  type Trouble,
  type ValueEndpoint,
} from './endpoint.ts'
import { type Format, formatFor, MEDIA_TYPES, type Table } from './format.ts'
import { changed, pageOf, wholeOf } from './paging.ts'
import type { Query } from './parameter.ts'
import type { Ready } from './ready.ts'
import { reply as answerWith, replyLong, replyTable, replyYaml } from './reply.ts'
import { shownBy } from './schema.ts'
import { sendProblem } from './server.ts'
import { columnsOf, shownRecords } from './table.ts'
import { tellRead } from './within.ts'

/** Answers with what an endpoint gives, in the format and with the fields that are asked for. */
export async function answer(
  endpoint: Endpoint,
  { asked, keep }: { readonly asked: Asked; readonly keep: (ready: Ready) => void },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { query } = asked
  const formats = formatsOf(endpoint)
  const format = formatFor(request.headers.accept, formats)
  if (format === undefined) return sendTrouble(reply, notAcceptable(formats))
  const fields = fieldsIn(query, endpoint)
  if ('type' in fields) return sendTrouble(reply, fields)
  const asks = { asked, keep, format, schema: fields.schema, request, reply }
  return endpoint.type === 'value' ? answerValue(endpoint, asks) : answerList(endpoint, asks)
}

/** A request for an endpoint, with the format and the fields in which it wants its answer. */
interface Asks {
  readonly asked: Asked
  readonly keep: (ready: Ready) => void
  readonly format: Format
  readonly schema: Endpoint['response']
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

async function answerValue(endpoint: ValueEndpoint, asks: Asks): Promise<FastifyReply> {
  const { asked, keep, format, schema, request, reply } = asks
  const { view, query } = asked
  const table = tableIn(format, endpoint)
  const items = (schema.items ?? {}) as JsonObject
  if (table !== undefined && endpoint.whole !== undefined && !PARTS.some((name) => query.has(name))) {
    const whole = await endpoint.whole(asked)
    if ('problem' in whole) return sendTrouble(reply, whole)
    return replyTable(request, reply, { view, table, columns: columnsOf(items), records: shownRecords(items, whole) })
  }
  const found = await endpoint.answer(asked)
  if (found.type === 'problem') return sendTrouble(reply, found)
  const links = (found.links ?? []).map(({ rel, change }) => ({ rel, url: changed(request.url, change) }))
  if (table !== undefined) {
    const records = shownRecords(items, found.value as readonly unknown[])
    return replyTable(request, reply, { view, links, table, columns: columnsOf(items), records })
  }
  const body = shownBy(schema, found.value)
  const total = Array.isArray(body) && !isInParts(endpoint) ? body.length : undefined
  const content = { view, body, total, links, keep }
  if (format === 'yaml') return replyYaml(request, reply, content)
  return found.isLong === true ? replyLong(request, reply, content) : answerWith(request, reply, content)
}

async function answerList(endpoint: ListEndpoint<never>, asks: Asks): Promise<FastifyReply> {
  const { asked, keep, format, schema, request, reply } = asks
  const { view, query } = asked
  const listing = await endpoint.answer(asked)
  if (listing.type === 'problem') return sendTrouble(reply, listing)
  const table = tableIn(format, endpoint)
  const isWhole = table !== undefined && !query.has('page') && !query.has('page_size')
  const page = isWhole ? wholeOf(listing, query) : pageOf(listing, query, request.url)
  if ('type' in page) return sendTrouble(reply, page)
  if (listing.organization !== undefined) tellRead(asked, new Set(page.items.map(listing.organization)))
  await listing.prepare?.(page.items)
  const { total, links, items } = page
  const content = { view, total, links }
  if (table === undefined) {
    const body = items.map((item) => shownBy(schema, listing.show(item)))
    return answerWith(request, reply, { ...content, keep, body })
  }
  const told = table === 'yaml' && listing.columns !== undefined ? onlyFields(schema, listing.columns) : schema
  const records = shownRecords(told, shownOf(items, listing.show), listing.unfold)
  return replyTable(request, reply, { ...content, table, columns: columnsOf(schema, listing), records })
}

/** What names a part of what is recorded. */
const PARTS = ['limit', 'offset', 'cursor'] as const

/** The table that a format is of an endpoint; YAML of one thing is a text like JSON. */
function tableIn(format: Format, { type }: Endpoint): Table | undefined {
  return format === 'json' || (format === 'yaml' && type === 'value') ? undefined : format
}

function* shownOf<T>(items: readonly T[], show: (item: T) => unknown): Generator<unknown> {
  for (const item of items) yield show(item)
}

/** As what an endpoint tells what it gives, the usual one first. */
function formatsOf(endpoint: Endpoint): readonly Format[] {
  const isYaml = endpoint.type === 'value' && endpoint.isYaml === true
  return ['json', ...(endpoint.tables ?? []), ...(isYaml ? (['yaml'] as const) : [])]
}

/** What is answered to who takes none of the formats that there are. */
export function notAcceptable(formats: readonly (keyof typeof MEDIA_TYPES)[]): Trouble {
  const detail = `this is told as ${formats.map((format) => MEDIA_TYPES[format]).join(', ')}`
  return { type: 'problem', problem: { status: 406, title: 'Not Acceptable', detail } }
}

/** The schema of what is shown, of the fields that `fields` names alone. */
function fieldsIn(query: Query, { response }: Endpoint): { readonly schema: Endpoint['response'] } | Trouble {
  const wanted = query.text('fields')?.split(',')
  if (wanted === undefined) return { schema: response }
  const properties = response.properties as Readonly<Record<string, Endpoint['response']>>
  const unknown = wanted.find((name) => !Object.hasOwn(properties, name))
  if (unknown !== undefined) {
    return badParameter('fields', `names what there is: ${Object.keys(properties).join(', ')}`)
  }
  return { schema: onlyFields(response, wanted) }
}

function onlyFields(schema: Endpoint['response'], names: readonly string[]): Endpoint['response'] {
  const properties = Object.entries(schema.properties as Readonly<Record<string, Endpoint['response']>>)
  return { ...schema, properties: Object.fromEntries(properties.filter(([name]) => names.includes(name))) }
}

/** Answers with what is wrong. */
export function sendTrouble(reply: FastifyReply, { problem }: Trouble): FastifyReply {
  return sendProblem(reply, problem)
}
