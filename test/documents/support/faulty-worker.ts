import { parentPort } from 'node:worker_threads'
import type { SourceText } from '../../../src/model/document.ts'

// The real worker, with faults at files of these names: it hangs, stops, throws or answers nothing before it reads them,
// or stops at the batch after.
const port = parentPort as unknown as EventTarget
let isLast = false
port.addEventListener('message', (event) => {
  if (isLast) process.exit(3)
  for (const { path } of (event as MessageEvent).data as readonly SourceText[]) {
    if (path === 'hang.yaml') for (;;);
    if (path === 'stop.yaml') process.exit(3)
    if (path === 'last.yaml') isLast = true
    if (path === 'lost.yaml') {
      event.stopImmediatePropagation()
      parentPort?.postMessage({ readings: '[]' })
    }
    if (path === 'throw.yaml') {
      event.stopImmediatePropagation()
      throw new Error('secret')
    }
  }
})
await import('../../../src/documents/worker.ts')
