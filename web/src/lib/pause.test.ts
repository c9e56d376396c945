import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useSettled } from './pause'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('what is typed counts once they stop, and only what stands there then', () => {
  const seen: string[] = []
  const { rerender } = renderHook(({ value }) => seen.push(useSettled({ count: value }).count), { initialProps: { value: '4' } })
  for (const value of ['1', '12', '1', '10']) {
    rerender({ value })
    act(() => void vi.advanceTimersByTime(200))
  }
  expect(new Set(seen)).toEqual(new Set(['4']))
  act(() => void vi.advanceTimersByTime(400))
  expect(new Set(seen)).toEqual(new Set(['4', '10']))
})

it('what comes back to what it was needs no pause', () => {
  const { result, rerender } = renderHook(({ value }) => useSettled(value), { initialProps: { value: 'a' } })
  rerender({ value: 'b' })
  rerender({ value: 'a' })
  act(() => void vi.advanceTimersByTime(1000))
  expect(result.current).toBe('a')
})
