import { describe, expect, it } from 'vitest'
import { catalogues as enFirst } from './en'
import enAccount from './en/account.json'
import enBookings from './en/bookings.json'
import enPage from './en/page.json'
import enVisit from './en/visit.json'
import { catalogues as ptFirst } from './pt-BR'
import ptAccount from './pt-BR/account.json'
import ptBookings from './pt-BR/bookings.json'
import ptPage from './pt-BR/page.json'
import ptVisit from './pt-BR/visit.json'

const en = { ...enFirst, account: enAccount, bookings: enBookings, page: enPage, visit: enVisit }
const ptBR = { ...ptFirst, account: ptAccount, bookings: ptBookings, page: ptPage, visit: ptVisit }

type Tree = { [key: string]: string | Tree }

function flatten(tree: Tree, prefix = ''): Record<string, string> {
  return Object.entries(tree).reduce<Record<string, string>>(
    (all, [key, value]) =>
      typeof value === 'string' ? { ...all, [prefix + key]: value } : { ...all, ...flatten(value, `${prefix}${key}.`) },
    {},
  )
}

const placeholders = (text: string) => [...text.matchAll(/\{\{\s*([\w.]+)/g)].map((match) => match[1]).sort()
const portuguese = flatten(ptBR as unknown as Tree)
const english = flatten(en as unknown as Tree)

describe('catalogues', () => {
  it('hold the same keys in both languages', () => {
    expect(Object.keys(english).sort()).toEqual(Object.keys(portuguese).sort())
  })

  it.each(Object.keys(portuguese))('%s has text and the same placeholders in both', (key) => {
    expect(portuguese[key]?.trim()).not.toBe('')
    expect(english[key]?.trim()).not.toBe('')
    expect(placeholders(english[key] ?? '')).toEqual(placeholders(portuguese[key] ?? ''))
  })
})
