import { ChevronDown } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import { cn } from '@/ui/class-names'

type Props = { title: string; /** What stands in it, told while it is closed. */ said: string; /** Something in it has to be mended: it stays open. */ isWrong: boolean; children: ReactNode }

/** A part of a form that is folded away until somebody asks for it. */
export function Fold({ title, said, isWrong, children }: Props) {
  const id = useId()
  const [isChosen, setChosen] = useState(false)
  const isOpen = isChosen || isWrong
  return (
    <section>
      <h2>
        <button type="button" aria-expanded={isOpen} aria-controls={id} onClick={() => setChosen(!isOpen || isWrong)} className="flex w-full items-start gap-2 px-3 py-2.5 text-left hover:bg-hover touch:py-3">
          <ChevronDown aria-hidden className={cn('mt-0.5 size-4 shrink-0 text-ink-2 transition-transform', !isOpen && '-rotate-90')} />
          <span className="min-w-0 flex-1">
            <span className="block text-sm font-medium">{title}</span>
            {!isOpen && <span className="block truncate text-xs font-normal text-ink-2">{said}</span>}
          </span>
        </button>
      </h2>
      <div id={id} hidden={!isOpen} className={isOpen ? 'flex flex-col gap-4 px-3 pt-1 pb-4' : undefined}>
        {children}
      </div>
    </section>
  )
}
