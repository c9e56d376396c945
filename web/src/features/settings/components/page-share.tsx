import { Download } from 'lucide-react'
import { type ChangeEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { tenantPath } from '@/lib/http'
import { useSession } from '@/lib/session'
import { Button } from '@/ui/button'
import { toast } from '@/ui/toast'
import { coverOf } from '../cover'
import { type BookingPage, useCover } from '../page'
import { useProblems } from '../problems'
import { Section } from './frame'

/** How the page gets about: its code for the counter, and the picture that is shown with its address. */
export function PageShare({ kept }: { kept: BookingPage }) {
  const { t } = useTranslation('page')
  const { tenant } = useSession()
  return (
    <Section title={t('share')} lead={t('shareLead')}>
      {kept.is_on && (
        <div className="flex flex-wrap items-center gap-4">
          <img src={kept.qr} alt={t('qr')} className="size-36 rounded-lg border bg-white p-1" />
          <a href={tenantPath(tenant.id, 'bookings/page/card.svg')} download className="inline-flex items-center gap-1.5 text-sm font-medium text-accent-text underline">
            <Download aria-hidden className="size-4" />
            {t('card')}
          </a>
        </div>
      )}
      <Cover kept={kept} />
    </Section>
  )
}

function Cover({ kept }: { kept: BookingPage }) {
  const { t } = useTranslation('page')
  const write = useCover()
  const problems = useProblems(write.error)
  const [isUnreadable, setUnreadable] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const put = (picture: Blob | null) => write.mutate(picture, { onSuccess: () => toast(t(picture ? 'coverKept' : 'coverGone')) })
  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0]
    event.target.value = ''
    setUnreadable(false)
    if (!file) return
    try {
      put(await coverOf(file))
    } catch {
      setUnreadable(true)
    }
  }
  const problem = isUnreadable ? t('coverUnreadable') : problems.text
  return (
    <div role="group" aria-labelledby="cover-title" aria-describedby="cover-hint" className="flex flex-col gap-2">
      <p id="cover-title" className="text-sm font-medium">
        {t('cover')}
      </p>
      <p id="cover-hint" className="text-sm text-ink-2">
        {t('coverHint')}
      </p>
      {kept.cover && <img src={kept.cover.address} alt="" width={kept.cover.width} height={kept.cover.height} className="h-auto w-full max-w-md rounded-lg border object-cover" />}
      <div className="flex flex-wrap gap-2">
        <input ref={input} type="file" accept="image/jpeg,image/png,image/webp" aria-label={t('cover')} className="sr-only" tabIndex={-1} onChange={(event) => void choose(event)} />
        <Button isBusy={write.isPending} onClick={() => input.current?.click()}>
          {t(kept.cover ? 'coverChange' : 'coverChoose')}
        </Button>
        {kept.cover && (
          <Button variant="ghost" disabled={write.isPending} onClick={() => put(null)}>
            {t('coverRemove')}
          </Button>
        )}
      </div>
      {problem && (
        <p role="alert" className="text-sm font-medium text-danger">
          {problem}
        </p>
      )}
    </div>
  )
}
