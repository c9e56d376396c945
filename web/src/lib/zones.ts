const offered = ['America/Sao_Paulo', 'America/Bahia', 'America/Fortaleza', 'America/Recife', 'America/Belem', 'America/Cuiaba', 'America/Campo_Grande', 'America/Manaus', 'America/Porto_Velho', 'America/Boa_Vista', 'America/Rio_Branco', 'America/Noronha', 'Europe/Lisbon', 'America/New_York']

/** The time zones to choose from: those offered, and the one that is kept, should it be another. */
export const zonesWith = (kept: string | null): string[] => [...new Set([...offered, ...(kept ? [kept] : [])])]

/** How a time zone is written on screen. */
export const zoneTitle = (zone: string): string => zone.replaceAll('_', ' ')
