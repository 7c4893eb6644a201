# Interface du pair capnproto : ce que le banc demande à un serveur.
# SPDX-License-Identifier: MIT
@0xb8f1c3d5a7e94c21;

using Cxx = import "/capnp/c++.capnp";
$Cxx.namespace("capnproto");

interface Abonne {
  recevoir @0 (charge :Data) -> stream;
}

interface Banc {
  echo @0 (charge :Data) -> (charge :Data);
  mesurer @1 (charge :Data) -> (somme :UInt64);
  aviser @2 (charge :Data) -> stream;
  compter @3 () -> (nombre :UInt64);
  abonner @4 (abonne :Abonne) -> ();
  diffuser @5 (premier :UInt64, nombre :UInt64, taille :UInt64) -> ();
}
