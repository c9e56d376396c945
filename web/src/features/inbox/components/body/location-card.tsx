import { MapPin } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { readPlace } from '../../rules/content'

/** A place without tiles from elsewhere: nothing is asked of a map service until somebody opens it. */
export function LocationCard({ content }: { content: Record<string, unknown> }) {
  const { t } = useTranslation('inbox')
  const place = readPlace(content)
  if (!place) return <p>{t('message.kind.location')}</p>
  const coordinates = `${place.latitude.toFixed(5)}, ${place.longitude.toFixed(5)}`
  return (
    <div className="w-60">
      <div aria-hidden className="-mx-1.5 flex h-20 items-center justify-center rounded-xl bg-[repeating-linear-gradient(45deg,var(--c-line)_0_1px,transparent_1px_14px),repeating-linear-gradient(-45deg,var(--c-line)_0_1px,transparent_1px_14px)] bg-accent-soft">
        <MapPin className="size-7 text-accent-text" />
      </div>
      <p className="mt-1.5 font-medium">{place.name ?? t('message.kind.location')}</p>
      {place.address && <p className="text-xs text-ink-2">{place.address}</p>}
      <p className="text-xs text-ink-2 tabular-nums">{coordinates}</p>
      <a
        href={`https://www.openstreetmap.org/?mlat=${place.latitude}&mlon=${place.longitude}#map=17/${place.latitude}/${place.longitude}`}
        target="_blank"
        rel="noopener noreferrer"
        className="text-sm font-medium text-accent-text underline underline-offset-2"
      >
        {t('message.openMap')}
      </a>
    </div>
  )
}
