import { expect, test } from 'vitest'
import { clipped, joined, without } from './working'

test('what is taken out leaves what was around it', () => {
  expect(without([[0, 10]], [[3, 5], [8, 12]])).toEqual([[0, 3], [5, 8]])
  expect(without([[0, 10]], [[-5, 20]])).toEqual([])
})

test('only what lies in the day is shown of it', () => {
  expect(clipped([[-5, 3], [4, 6], [9, 20], [10, 12]], [0, 10])).toEqual([[0, 3], [4, 6], [9, 10]])
})

test('stretches that overlap or touch are one', () => {
  expect(joined([[600, 660], [540, 570], [570, 600], [630, 640], [900, 930]])).toEqual([[540, 660], [900, 930]])
  expect(joined([])).toEqual([])
})
