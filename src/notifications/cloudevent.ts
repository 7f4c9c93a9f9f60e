import { createHmac } from 'node:crypto'
import type { StatusEvent } from '../model/event.ts'

/** An event as CloudEvents 1.0 in structured JSON: `type` is `sh.charter.<type>.v1`, `data` what is known of it. */
export function cloudEvent({ id, at, ...data }: StatusEvent, origin: string): Readonly<Record<string, unknown>> {
  return {
    specversion: '1.0',
    type: `sh.charter.${data.type}.v1`,
    source: origin,
    subject: data.subject,
    id,
    time: at,
    datacontenttype: 'application/json',
    data,
  }
}

/** What `X-Signature` carries: the HMAC-SHA256 of the body as it is sent, `sha256=<hex>`. */
export function signature(body: string, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
}
