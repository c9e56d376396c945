/** Names so short that they stand on a narrow block, and still told apart. */

const isTitle = (word: string) => /^(dra?|sra?|srta|profª?|profa|enfª?|enfa)\.?$/i.test(word)

const letters = (word: string, many: number) => [...word].slice(0, many).join('')

/** Of each name: the first letters of its first and last word, without a title; more of it where others would be called the same. */
export function shortNames(names: readonly string[]): string[] {
  const forms = names.map((name) => {
    const all = name.trim().split(/\s+/)
    const own = all.filter((word) => !isTitle(word))
    const [first = '', ...rest] = own.length > 0 ? own : all
    const last = rest.at(-1) ?? ''
    // a room's number says more than a letter of it
    const end = /^\d+$/.test(last) ? last : letters(last, 1).toUpperCase()
    const start = rest.length > 0 ? 1 : 2
    return [letters(first, start).toUpperCase() + end, letters(first, 3) + end, first, `${first} ${last}`.trim(), name]
  })
  return forms.map((own, n) => own.find((form, depth) => forms.every((other, m) => m === n || names[m] === names[n] || other[depth] !== form)) ?? names[n] ?? '')
}
