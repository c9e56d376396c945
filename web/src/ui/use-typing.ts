import { type KeyboardEvent, useEffect, useState } from 'react'

/** How a field's value is written, read back and helped along while somebody types. `read` gives '' for what is none. */
export type Writing = { write: (value: string) => string; read: (text: string) => string; mask: (next: string, before: string) => string }

type Typed = { text: string; given: string; isRefused: boolean }

/** Text that somebody types for a value which is only given on when it stands there in whole: at once when it is written out, or when
 * they are done. Until then the value is what it was; what turns out to be none is refused, stays to be mended, and is '' outside. */
export function useTyping({ write, read, mask }: Writing, value: string, onChange: (value: string) => void, refusal: (value: string) => string | null) {
  const [known, setKnown] = useState(value)
  const [typed, setTyped] = useState<Typed | null>(null)
  if (value !== known) {
    setKnown(value)
    if (typed && value !== typed.given) setTyped(null) // somebody else says what it is
  }
  const text = typed ? typed.text : write(value)
  const give = (next: Typed) => {
    setTyped(next)
    if (next.given !== (typed?.given ?? value)) onChange(next.given)
  }
  const type = (entered: string) => {
    const next = mask(entered, text)
    const found = read(next)
    const isSound = found !== '' && write(found) === next && refusal(found) === null
    give({ text: next, given: isSound ? found : next.trim() === '' ? '' : (typed?.given ?? value), isRefused: false })
  }
  const finish = () => {
    if (!typed || typed.isRefused) return
    if (typed.text.trim() === '') return setTyped(null)
    const found = read(typed.text)
    if (found === '') return give({ text: typed.text, given: '', isRefused: true })
    const isSound = refusal(found) === null
    give({ text: write(found), given: isSound ? found : '', isRefused: !isSound })
  }
  const stood = typed?.isRefused ? read(typed.text) : ''
  const isWell = stood !== '' && refusal(stood) === null
  useEffect(() => {
    if (isWell) give({ text: write(stood), given: stood, isRefused: false })
    // what was refused is within bounds since they moved; whatever is typed goes another way
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [isWell])
  const isLeft = !typed?.isRefused && value !== '' && text === write(value) && refusal(value) !== null // by bounds that moved
  const refused = isLeft ? value : typed?.isRefused && !isWell ? stood : null
  return {
    /** Said of what stands there, once they are done; null while it is well. `''` is nothing at all. */
    refused,
    choose: (chosen: string) => give({ text: write(chosen), given: chosen, isRefused: false }),
    input: {
      value: text,
      'data-refused': refused !== null || undefined,
      onChange: ({ target }: { target: { value: string } }) => type(target.value),
      onBlur: finish,
      onKeyDown: ({ key }: KeyboardEvent) => key === 'Enter' && finish(),
    },
  }
}

/** Whether something that was typed in here is refused, where empty would be well, too: nothing is saved without it then. It is shown. */
export function hasRefused(form: HTMLElement | null): boolean {
  const found = form?.querySelector<HTMLElement>('[data-refused]')
  found?.focus()
  return Boolean(found)
}
