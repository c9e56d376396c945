import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '@/ui/button'
import { DateField } from '@/ui/date-field'
import { Field } from '@/ui/field'
import { Select } from '@/ui/input'
import { type AuditSource, auditPagesQuery } from '../audit-source'
import { type AuditView, type Group, groups, peopleOf } from '../rules/audit'

/** Who, what and when; each choice holds at once. */
export function AuditFilters({ source, view, onView }: { source: AuditSource; view: AuditView; onView: (change: AuditView) => void }) {
  const { t } = useTranslation('audit')
  const [cleared, setCleared] = useState(0) // what was refused goes, too
  const log = useInfiniteQuery(auditPagesQuery(source, {}))
  const people = peopleOf(source.people, log.data?.pages.flatMap((page) => page.items) ?? [])
  const isElse = view.who && !people.some((one) => one.id === view.who) && !source.actors.includes(view.who)
  return (
    <div role="search" aria-label={t('filters')} className="mb-4 grid grid-cols-2 items-end gap-3 lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_9.5rem_9.5rem_auto]">
      <Field label={t('who')}>
        <Select value={view.who ?? ''} onChange={(event) => onView({ who: event.target.value || undefined })}>
          <option value="">{t('anybody')}</option>
          {people.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
          {isElse && <option value={view.who}>{t('former')}</option>}
          {source.actors.map((kind) => (
            <option key={kind} value={kind}>
              {t(`kinds.${kind}` as 'kinds.user')}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('what')}>
        <Select value={view.what ?? ''} onChange={(event) => onView({ what: (event.target.value || undefined) as Group | undefined })}>
          <option value="">{t('anything')}</option>
          {groups.map((group) => (
            <option key={group} value={group}>
              {t(`groups.${group}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('since')}>
        <DateField key={cleared} value={view.since ?? ''} max={view.until} onChange={(since) => onView({ since: since || undefined })} />
      </Field>
      <Field label={t('until')}>
        <DateField key={cleared} value={view.until ?? ''} min={view.since} onChange={(until) => onView({ until: until || undefined })} />
      </Field>
      <Button
        variant="ghost"
        className="h-9 max-lg:col-span-2 max-lg:justify-self-start max-lg:disabled:hidden touch:h-11"
        disabled={Object.keys(view).length === 0}
        onClick={() => (setCleared(cleared + 1), onView({ who: undefined, what: undefined, since: undefined, until: undefined }))}
      >
        {t('clear')}
      </Button>
    </div>
  )
}
