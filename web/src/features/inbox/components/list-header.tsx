import { ListFilter, Search, X } from 'lucide-react'
import { type RefObject, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Counts } from '@/client/types'
import { useSession } from '@/lib/session'
import { Button } from '@/ui/button'
import { cn } from '@/ui/class-names'
import { Kbd } from '@/ui/kbd'
import { Menu, MenuChoice, MenuLabel } from '@/ui/menu'
import { type ListView, caseStates, filters } from '../rules/list'

type Props = {
  view: ListView
  onView: (change: Partial<ListView>) => void
  counts: Counts | undefined
  searchRef: RefObject<HTMLInputElement | null>
  onLeaveSearch: () => void
}

const pause = 220

export function ListHeader({ view, onView, counts, searchRef, onLeaveSearch }: Props) {
  const { t } = useTranslation('inbox')
  const { tenant } = useSession()
  const [text, setText] = useState(view.q)
  const [shownQ, setShownQ] = useState(view.q)
  if (view.q !== shownQ) {
    setShownQ(view.q)
    if (view.q !== text.trim()) setText(view.q)
  }
  useEffect(() => {
    const q = text.trim()
    if (q === view.q) return
    const timer = setTimeout(() => onView({ q }), pause)
    return () => clearTimeout(timer)
  }, [text, view.q, onView])

  return (
    <header className="shrink-0">
      <div className="flex items-center gap-2 px-3 pt-3 pb-2">
        <div className="min-w-0 flex-1">
          <p className="truncate text-base font-semibold tracking-tight">{tenant.name}</p>
        </div>
        <Menu
          trigger={
            <Button variant="ghost" size="icon-sm" aria-label={`${t('list.status.label')}: ${t(`list.status.${view.status}`)}`} className={cn(view.status !== 'open' && 'bg-accent-soft text-accent-text')}>
              <ListFilter aria-hidden />
            </Button>
          }
        >
          <MenuLabel>{t('list.status.label')}</MenuLabel>
          {caseStates.map((status) => (
            <MenuChoice key={status} isChosen={status === view.status} onSelect={() => onView({ status })}>
              {t(`list.status.${status}`)}
            </MenuChoice>
          ))}
        </Menu>
      </div>
      <div className="relative px-3">
        <Search aria-hidden className="pointer-events-none absolute top-1/2 left-5.5 size-4 -translate-y-1/2 text-ink-3" />
        <input
          ref={searchRef}
          type="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') {
              event.preventDefault()
              if (text) setText('')
              else onLeaveSearch()
            }
            if (event.key === 'ArrowDown' || event.key === 'Enter') {
              event.preventDefault()
              onLeaveSearch()
            }
          }}
          placeholder={t('list.search')}
          aria-label={t('list.search')}
          className="h-8 w-full rounded-md bg-sunken pr-8 pl-8 text-sm placeholder:text-ink-3 touch:h-10 touch:text-[1rem] [&::-webkit-search-cancel-button]:hidden"
        />
        {text ? (
          <Button variant="ghost" size="icon-sm" className="absolute top-0.5 right-3.5" aria-label={t('list.clear')} onClick={() => setText('')}>
            <X aria-hidden />
          </Button>
        ) : (
          <Kbd className="pointer-events-none absolute top-1/2 right-5 -translate-y-1/2 touch:hidden">/</Kbd>
        )}
      </div>
      <div role="group" aria-label={t('list.filters')} className="flex gap-px overflow-x-auto px-2 py-2 [scrollbar-width:none]">
        {filters.map((filter) => {
          const count = counts?.[filter]
          return (
            <button
              key={filter}
              type="button"
              aria-pressed={filter === view.filter}
              onClick={() => onView({ filter })}
              className="flex h-7 shrink-0 items-center gap-1 rounded-full px-1.5 text-xs tracking-tight text-ink-2 hover:bg-hover aria-pressed:bg-ink aria-pressed:font-medium aria-pressed:text-surface touch:h-9 touch:px-2"
            >
              {t(`list.filter.${filter}`)}
              {count !== undefined && count > 0 && <span className={cn('text-2xs tabular-nums', filter === 'waiting' && filter !== view.filter && 'rounded-full bg-wait-soft px-1 font-semibold text-wait')}>{count > 999 ? '999+' : count}</span>}
            </button>
          )
        })}
      </div>
    </header>
  )
}
