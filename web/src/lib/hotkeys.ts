import { useEffect, useRef } from 'react'

type Handlers = Record<string, ((event: KeyboardEvent) => void) | undefined>

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** Keys for the whole page, by `KeyboardEvent.key` (`mod+k` for Ctrl or Cmd). Plain keys rest while somebody types or a
 * dialog or menu is open; `mod+` keys and handlers marked in `always` do not rest while typing. */
export function useHotkeys(handlers: Handlers, always: readonly string[] = []): void {
  const current = useRef({ handlers, always })
  useEffect(() => {
    current.current = { handlers, always }
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.altKey) return
      const isMod = event.ctrlKey || event.metaKey
      const key = isMod ? `mod+${event.key.toLowerCase()}` : event.key
      const handler = current.current.handlers[key]
      if (!handler) return
      if (!isMod && !current.current.always.includes(key) && isTyping(event.target)) return
      if (!isMod && document.querySelector('[role="dialog"][data-state="open"], [role="menu"][data-state="open"]')) return
      handler(event)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}
