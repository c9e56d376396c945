import { expect, it } from 'vitest'
import { ApiError } from '@/lib/http'
import { refusedOf } from './api'

const at = (text: string) => Date.parse(text)

it('tells the dates of a series that a refusal names, why, and what is free instead', () => {
  const free = (starts_at: string) => ({ starts_at, store_id: null, timezone: 'America/Sao_Paulo' })
  const refused = [
    { starts_at: '2026-11-30T12:00:00+00:00', code: 'slot_taken', alternatives: [free('2026-11-30T12:30:00+00:00'), free('2026-11-30T13:00:00+00:00')] },
    { starts_at: '2026-12-07T12:00:00+00:00', code: 'slot_outside', alternatives: [] },
  ]
  expect(refusedOf(new ApiError(409, 'series_taken', 'repeat', { refused } as never))).toEqual([
    { at: at('2026-11-30T12:00:00Z'), code: 'slot_taken', alternatives: [at('2026-11-30T12:30:00Z'), at('2026-11-30T13:00:00Z')], zone: 'America/Sao_Paulo' },
    { at: at('2026-12-07T12:00:00Z'), code: 'slot_outside', alternatives: [] },
  ])
  expect(refusedOf(new ApiError(409, 'slot_taken'))).toBeNull()
  expect(refusedOf(new Error('x'))).toBeNull()
})
