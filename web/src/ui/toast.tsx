import { X } from 'lucide-react'
import { Toast as Radix } from 'radix-ui'
import { useSyncExternalStore } from 'react'
import { Button } from './button'
import { cn } from './class-names'

type Toast = { id: number; text: string; tone: 'plain' | 'danger'; action?: { label: string; run: () => void }; duration: number }

let toasts: Toast[] = []
let lastId = 0
const listeners = new Set<() => void>()
const change = (next: Toast[]) => {
  toasts = next
  listeners.forEach((listener) => listener())
}

/** Says something in passing; with `action` it stays 10 s (an undo), otherwise 4 s. Three at most are shown. */
export function toast(text: string, options: { tone?: Toast['tone']; action?: Toast['action'] } = {}): void {
  const entry: Toast = { id: ++lastId, text, tone: options.tone ?? 'plain', action: options.action, duration: options.action ? 10_000 : 4_000 }
  change([...toasts, entry].slice(-3))
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function Toaster({ label, closeLabel }: { label: string; closeLabel: string }) {
  const shown = useSyncExternalStore(subscribe, () => toasts)
  const close = (id: number) => change(toasts.filter((entry) => entry.id !== id))
  return (
    <Radix.Provider label={label} swipeDirection="right">
      {shown.map((entry) => (
        <Radix.Root
          key={entry.id}
          duration={entry.duration}
          onOpenChange={(open) => !open && close(entry.id)}
          className={cn(
            'flex items-center gap-3 rounded-lg py-2 pr-2 pl-3 text-sm shadow-pop animate-enter',
            entry.tone === 'danger' ? 'border border-danger bg-danger-soft text-danger' : 'bg-ink text-surface',
          )}
        >
          <Radix.Title className="min-w-0 flex-1">{entry.text}</Radix.Title>
          {entry.action && (
            <Radix.Action asChild altText={entry.action.label}>
              <button type="button" className="rounded px-2 py-1 font-semibold underline underline-offset-3" onClick={entry.action.run}>
                {entry.action.label}
              </button>
            </Radix.Action>
          )}
          <Radix.Close asChild>
            <Button variant="ghost" size="icon-sm" aria-label={closeLabel} className="text-current hover:bg-current/15 hover:text-current">
              <X aria-hidden />
            </Button>
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport className="fixed bottom-20 left-1/2 z-60 flex w-[min(26rem,calc(100vw-1.5rem))] -translate-x-1/2 flex-col gap-2 outline-none lg:bottom-5 lg:left-16 lg:w-86 lg:translate-x-0" />
    </Radix.Provider>
  )
}
