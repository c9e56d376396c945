import { describe, expect, it } from 'vitest'

type Tree = { [key: string]: string | Tree }

/** Every catalogue there is, also those that are loaded with their screens. */
const en = import.meta.glob<Tree>('./en/*.json', { eager: true, import: 'default' })
const ptBR = import.meta.glob<Tree>('./pt-BR/*.json', { eager: true, import: 'default' })

const whole = (found: Record<string, Tree>): Tree =>
  Object.fromEntries(Object.entries(found).map(([path, tree]) => [path.replace(/^.*\/|\.json$/g, ''), tree]))

function flatten(tree: Tree, prefix = ''): Record<string, string> {
  return Object.entries(tree).reduce<Record<string, string>>(
    (all, [key, value]) =>
      typeof value === 'string' ? { ...all, [prefix + key]: value } : { ...all, ...flatten(value, `${prefix}${key}.`) },
    {},
  )
}

const placeholders = (text: string) => [...text.matchAll(/\{\{\s*([\w.]+)/g)].map((match) => match[1]).sort()
const portuguese = flatten(whole(ptBR))
const english = flatten(whole(en))

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
