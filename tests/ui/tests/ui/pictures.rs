//! Pictures of the window. They are made by Mesa's software renderer on Debian; elsewhere they may differ.
