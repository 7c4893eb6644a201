// Réglage de TSan pour ces tests.
// SPDX-License-Identifier: MIT

/// Sans cela, TSan arrête un ouvrier qui ouvre des fils si l'hôte en avait : ce qu'il craint alors,
/// un état incohérent des fils de l'hôte, ne concerne pas l'enfant, qui ne les regarde pas.
extern "C" const char* __tsan_default_options(); // NOLINT(bugprone-reserved-identifier): nom imposé
const char* __tsan_default_options() { // NOLINT(bugprone-reserved-identifier): nom imposé
    return "die_after_fork=0";
}
