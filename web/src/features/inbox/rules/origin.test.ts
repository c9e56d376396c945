import { describe, expect, it } from 'vitest'
import { originOf } from './origin'

describe('the way to custody', () => {
  it('shows a month of a conversation', () => {
    expect(originOf('2026-03-30', { conversation: 'c' })).toEqual({ conversation: 'c', first: '2026-03-01', last: '2026-03-30' })
  })
  it('begins the day before a message, and ends today: its statuses come later', () => {
    expect(originOf('2026-03-30', { conversation: 'c', message: 'm' }, '2026-03-02')).toEqual({ conversation: 'c', message: 'm', first: '2026-03-01', last: '2026-03-30' })
  })
  it('asks for no longer than custody answers, and for no day to come', () => {
    expect(originOf('2026-03-30', { conversation: 'c', message: 'm' }, '2019-01-01').first).toBe('2025-03-05')
    expect(originOf('2026-03-30', { conversation: 'c', message: 'm' }, '2026-04-02').first).toBe('2026-03-29')
  })
})
