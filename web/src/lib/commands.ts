/** What the command palette offers beyond navigation: screens add their actions while they are shown. */
import { useEffect, useRef, useSyncExternalStore } from 'react'

export type Command = { id: string; label: string; keys?: string; run: () => void }

let groups: readonly (readonly Command[])[] = []
let flat: readonly Command[] = []
const listeners = new Set<() => void>()

function change(next: readonly (readonly Command[])[]) {
  groups = next
  flat = next.flat()
  listeners.forEach((listener) => listener())
}

/** Offers `commands` for as long as the caller is mounted. */
export function useCommands(commands: readonly Command[]): void {
  const latest = useRef(commands)
  useEffect(() => {
    latest.current = commands
  })
  const signature = commands.map((command) => `${command.id}:${command.label}`).join('|')
  useEffect(() => {
    const group = latest.current.map((command) => ({
      ...command,
      run: () => latest.current.find((entry) => entry.id === command.id)?.run(),
    }))
    change([...groups, group])
    return () => change(groups.filter((entry) => entry !== group))
  }, [signature])
}

export const useOfferedCommands = (): readonly Command[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => flat,
  )
