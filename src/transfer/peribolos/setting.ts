import { by } from '../../lib/compare.ts'
import type { Entry } from '../reading/field.ts'
import { contentOf } from '../reading/reading.ts'
import type { Setting } from './fact.ts'

/** Fields without a home as settings, by key; one that is null counts as left out. */
export function settingsOf(fields: readonly Entry[]): readonly Setting[] {
  return fields
    .flatMap(({ text, spot }) => {
      const value = contentOf(spot)
      return value === undefined ? [] : [{ key: settingKey(text), value }]
    })
    .sort(by((setting) => setting.key))
}

/** The key of the setting that a field becomes: what one may be made of (schemas, `setting`). */
export function settingKey(field: string): string {
  return field.replace(/[^-./:A-Za-z0-9_]/g, '-').replace(/^[^A-Za-z0-9_]/, '_')
}
