// A program to be traced: opens the state folder that it is told, appends an entry, closes, and says how far it came.
import { systemClock } from '../../src/lib/clock.ts'
import { openFileStore } from '../../src/store/file.ts'
import { applied, user } from '../store/support.ts'

const [, , path = '', mode = 'existing', segmentBytes = '1000000'] = process.argv
const say = (text: string): boolean => process.stdout.write(`${text}\n`)
const store = openFileStore({
  path,
  mode: mode === 'create' ? 'create' : 'existing',
  clock: systemClock,
  segmentBytes: Number(segmentBytes),
})
try {
  const { head } = await store.open()
  say(`told ${head.seq}`)
  const state = await store.append([applied([user(`u-${head.seq + 1}`)])], head)
  say(`told ${state.head.seq}`)
} catch (error) {
  const { name, message } = error as Error
  say(`${name}: ${message}`)
}
await store.close()
say('done')
