import { describe, expect, it } from 'vitest'
import { isOver, isWholeYear } from './closures'

describe('closures', () => {
  it('that come every year are shorter than a year', () => {
    expect(isWholeYear('2026-01-25', '2026-01-25')).toBe(false)
    expect(isWholeYear('2026-12-20', '2027-01-06')).toBe(false)
    expect(isWholeYear('2026-01-01', '2026-12-30')).toBe(false)
    expect(isWholeYear('2026-01-01', '2026-12-31')).toBe(true)
    expect(isWholeYear('2026-01-01', '2028-01-01')).toBe(true)
    expect(isWholeYear('2026-01-25', '')).toBe(false)
  })

  it('are over once they are, unless they come every year', () => {
    expect(isOver({ last_on: '2026-01-25', every_year: false }, '2026-11-23')).toBe(true)
    expect(isOver({ last_on: '2026-11-23', every_year: false }, '2026-11-23')).toBe(false)
    expect(isOver({ last_on: '2020-01-25', every_year: true }, '2026-11-23')).toBe(false)
  })
})
