import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fullMoment } from '@/lib/dates'
import { canChange, useSession, useZone } from '@/lib/session'
import { Button } from '@/ui/button'
import { Confirm } from '@/ui/confirm'
import { mergesQuery, useUndoMerge } from '../api/merges'

/** Which records were joined into this one and why; each can be taken apart again. Nothing when there were none. */
export function Merges({ contactId }: { contactId: string }) {
  const { t, i18n } = useTranslation(['inbox', 'shell'])
  const { tenant } = useSession()
  const zone = useZone()
  const merges = useQuery(mergesQuery(tenant.id, contactId))
  const undo = useUndoMerge()
  const [asked, setAsked] = useState<string | null>(null)
  const reason = (word: string) => (i18n.exists(`inbox:contact.merges.reason.${word}`) ? t(`inbox:contact.merges.reason.${word}` as 'inbox:contact.merges.reason.staff') : word)
  if (merges.isError) return <p className="text-xs text-danger">{t('inbox:contact.merges.failed')}</p>
  if (!merges.data || merges.data.length === 0) return null
  return (
    <section>
      <h2 className="mb-1.5 text-xs font-semibold text-ink-3">{t('inbox:contact.merges.title')}</h2>
      <ul className="flex flex-col gap-1.5 text-xs">
        {merges.data.map((merge) => (
          <li key={merge.id} className="flex items-start justify-between gap-3">
            <span className="min-w-0">
              <span className="block break-words">{reason(merge.reason)}</span>
              <time dateTime={merge.created_at} className="text-ink-2 tabular-nums">
                {fullMoment(merge.created_at, zone)}
              </time>
            </span>
            {merge.undone_at ? (
              <span className="shrink-0 text-ink-2">{t('inbox:contact.merges.undone')}</span>
            ) : canChange(tenant, 'inbox') ? (
              <Button variant="link" size="inline" className="shrink-0 text-xs" onClick={() => setAsked(merge.id)}>
                {t('inbox:contact.merges.undo')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      <Confirm
        open={asked !== null}
        onOpenChange={() => setAsked(null)}
        title={t('inbox:contact.merges.ask')}
        text={t('inbox:contact.merges.askText')}
        confirmLabel={t('inbox:contact.merges.undo')}
        cancelLabel={t('shell:cancel')}
        isBusy={undo.isPending}
        onConfirm={() => undo.mutate(asked ?? '', { onSettled: () => setAsked(null) })}
      />
    </section>
  )
}
