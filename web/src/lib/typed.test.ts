import { describe, expect, it } from 'vitest'
import { lacksYear, maskDate, maskTime, readDate, readTime, writeDate, writeTime } from './typed'

/** Key by key, at the end. */
const typed = (mask: (next: string, before: string) => string, keys: string) => [...keys].reduce((text, key) => mask(text + key, text), '')

describe('a date', () => {
  it.each([
    ['21/11/2026', '2026-11-21'],
    ['1/2/2026', '2026-02-01'],
    [' 01.02.26 ', '2026-02-01'],
    ['03-04-2026', '2026-04-03'],
    ['3 4 2026', '2026-04-03'],
    ['21112026', '2026-11-21'],
    ['2026-11-21', '2026-11-21'],
    ['2026-11-21T14:05:00Z', '2026-11-21'],
    ['29/02/2028', '2028-02-29'],
    ['01/02/26', '2026-02-01'],
    ['01/02/69', '2069-02-01'],
    ['01/02/70', '1970-02-01'],
    ['1.2.99', '1999-02-01'],
  ])('%s is read day before month', (text, day) => expect(readDate(text)).toBe(day))
  it.each(['', '21/11', '31/02/2026', '29/02/2026', '11/21/2026', '2026-13-01', '21/11/202', '01/01/0026', '01/01/2300', '01/02/20', '1.2.19', '01/02/21', 'amanhã', '21/11/2026 às 10', '1e/2/2026', '٢١/١١/٢٠٢٦'])('%j is none', (text) => expect(readDate(text)).toBe(''))
  it.each([
    ['01/02/20', true],
    ['01/02/202', true],
    ['01/02/', true],
    ['1.2', true],
    ['01/02/26', false],
    ['31/02/2026', false],
    ['amanhã', false],
    ['', false],
  ])('%j lacks its year: %s', (text, lacks) => expect(lacksYear(text)).toBe(lacks))
  it('is written as it is read', () => {
    for (let at = Date.UTC(2024, 0, 1); at < Date.UTC(2029, 0, 1); at += 86_400_000) {
      const day = new Date(at).toISOString().slice(0, 10)
      expect(readDate(writeDate(day))).toBe(day)
    }
    expect(writeDate('')).toBe('')
  })
  it.each([
    ['21112026', '21/11/2026'],
    ['21/11/2026', '21/11/2026'],
    ['1/2/2026', '01/02/2026'],
    ['1.2.2026', '01/02/2026'],
    ['211120261', '21/11/2026'],
    ['2a1', '21/'],
    ['//2', '2'],
  ])('typed as %s becomes %s', (keys, text) => expect(typed(maskDate, keys)).toBe(text))
  it('is not disturbed while it is mended', () => {
    expect(maskDate('21/11', '21/11/')).toBe('21/11')
    expect(maskDate('21', '21/')).toBe('21')
    expect(maskDate('21/1/2026', '21/11/2026')).toBe('21/1/2026')
    expect(maskDate('21/12/2026', '21/1/2026')).toBe('21/12/2026')
    expect(maskDate('211', '21')).toBe('21/1')
  })
  it('is taken as a whole when it is pasted, and what is none stays to be refused', () => {
    expect(maskDate('2026-11-21', '')).toBe('21/11/2026')
    expect(maskDate('5.3.27', '')).toBe('05/03/2027')
    expect(maskDate('terça que vem', '')).toBe('terça que vem')
  })
})

describe('a time', () => {
  it.each([
    ['14:05', '14:05'],
    ['1405', '14:05'],
    ['930', '09:30'],
    ['9', '09:00'],
    ['14h', '14:00'],
    ['9h30', '09:30'],
    ['9h30min', '09:30'],
    ['9.30', '09:30'],
    ['2:05 PM', '14:05'],
    ['12 am', '00:00'],
    ['12:30 p.m.', '12:30'],
    ['24:00', '00:00'],
    ['23:59:00', '23:59'],
  ])('%s is %s', (text, time) => expect(readTime(text)).toBe(time))
  it.each(['', '25:00', '12:60', '13 pm', '0 am', '14:5', '1:2:3', 'meio-dia', '24:01', '-1'])('%j is none', (text) => expect(readTime(text)).toBe(''))
  it.each([
    ['1405', '14:05'],
    ['9:30', '09:30'],
    ['9h30', '09:30'],
    ['14:059', '14:05'],
  ])('typed as %s becomes %s', (keys, text) => expect(typed(maskTime, keys)).toBe(text))
  it.each(['930', '9', '9h', '9:30', '2:05 pm', '2:05pm', '9 pm', '9pm', '11 am', '12:30 p.m.', '1405', '13 pm', '2575'])('%s is the same typed as pasted', (keys) => {
    expect(readTime(typed(maskTime, keys))).toBe(readTime(maskTime(keys, '')))
  })
  it('is shown without the seconds of the wire', () => expect(writeTime('21:00:00')).toBe('21:00'))
})
