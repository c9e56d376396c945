import { describe, expect, it } from 'vitest'
import { toldOf } from './delays'

const late = (what: 'incoming' | 'answers' | 'outgoing', seconds: number) => ({ what, count: 1, seconds })

describe('what is told of delays', () => {
  it('is nothing while all goes well', () => expect(toldOf({ is_working: true, late: [] })).toBeNull())
  it('is that all stands still when nobody works, whatever waits', () => {
    expect(toldOf({ is_working: false, late: [late('outgoing', 90)] })).toEqual({ key: 'stopped' })
  })
  it('is one sentence, for what customers notice most', () => {
    expect(toldOf({ is_working: true, late: [late('answers', 300), late('outgoing', 40)] })).toEqual({ key: 'outgoing', seconds: 40 })
    expect(toldOf({ is_working: true, late: [late('outgoing', 40), late('incoming', 70)] })).toEqual({ key: 'both', seconds: 70 })
    expect(toldOf({ is_working: true, late: [late('answers', 300)] })).toEqual({ key: 'answers', seconds: 300 })
  })
})
